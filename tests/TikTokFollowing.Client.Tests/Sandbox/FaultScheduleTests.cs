using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Tests the selection of faults.</summary>
public class FaultScheduleTests
{
    private const SandboxFault None = SandboxFault.None;
    private const SandboxFault First = SandboxFault.ServerError;
    private const SandboxFault Second = SandboxFault.Truncated;
    private const SandboxFault Third = SandboxFault.EmptyPage;

    [Fact]
    public void Without_faults_no_request_is_faulty()
    {
        SandboxOptions options = new() { Fault = [None], FaultEvery = 1, FaultPage = [1], FaultProbability = 1 };
        FaultSchedule schedule = new(options);

        Assert.Empty(schedule.Faults);
        Assert.Equal(0, schedule.Every);
        Assert.False(schedule.IsByPage);
        Assert.All(Enumerable.Range(1, 20), request => Assert.Equal(None, schedule.GetFault(request, 1, 1)));
    }

    [Fact]
    public void By_number_every_nth_request_is_faulty()
    {
        FaultSchedule schedule = new(new SandboxOptions { Fault = [First], FaultEvery = 2 });

        Assert.Equal([None, First, None, First, None, First], Requests(schedule, 6));
    }

    [Fact]
    public void By_number_several_faults_take_turns()
    {
        FaultSchedule schedule = new(new SandboxOptions { Fault = [First, Second], FaultEvery = 2 });

        Assert.Equal([None, First, None, Second, None, First], Requests(schedule, 6));
    }

    [Fact]
    public void Every_third_request_is_faulty_by_default()
    {
        FaultSchedule schedule = new(new SandboxOptions { Fault = [First] });

        Assert.Equal(3, schedule.Every);
        Assert.Equal([None, None, First], Requests(schedule, 3));
    }

    [Fact]
    public void By_page_a_fault_occurs_once_for_any_number_of_the_request()
    {
        FaultSchedule schedule = new(new SandboxOptions { Fault = [First], FaultPage = [2, 4] });

        Assert.True(schedule.IsByPage);
        Assert.Equal(0, schedule.Every);
        Assert.Equal(
            [None, First, None, First, None],
            Enumerable.Range(1, 5).Select(page => schedule.GetFault(99, page, 1)));
        Assert.Equal(None, schedule.GetFault(100, 2, 2));
        Assert.Equal(None, schedule.GetFault(3, 0, 0)); // a balance
    }

    [Fact]
    public void By_page_several_faults_are_assigned_to_the_pages_in_turn()
    {
        FaultSchedule schedule = new(new SandboxOptions { Fault = [First, Second], FaultPage = [5, 1, 3] });

        Assert.Equal(
            [Second, None, First, None, First],
            Enumerable.Range(1, 5).Select(page => schedule.GetFault(1, page, 1)));
    }

    [Fact]
    public void More_faults_than_pages_occur_in_sequence()
    {
        FaultSchedule schedule = new(new SandboxOptions { Fault = [First, Second, Third], FaultPage = [2, 4] });

        Assert.Equal([First, Third, None], Enumerable.Range(1, 3).Select(time => schedule.GetFault(1, 2, time)));
        Assert.Equal([Second, None, None], Enumerable.Range(1, 3).Select(time => schedule.GetFault(1, 4, time)));
    }

    [Fact]
    public void A_page_named_twice_is_faulty_twice()
    {
        FaultSchedule schedule = new(new SandboxOptions { Fault = [First], FaultPage = [2, 2] });

        Assert.Equal([First, First, None], Enumerable.Range(1, 3).Select(time => schedule.GetFault(1, 2, time)));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 10000, 10000)]
    [InlineData(0.25, 2300, 2700)]
    [InlineData(0.001, 1, 30)]
    public void Random_faults_occur_with_their_probability(double probability, int least, int most)
    {
        SandboxOptions options = new() { Fault = [First, Second], FaultProbability = probability, Seed = 5 };
        FaultSchedule schedule = new(options);

        SandboxFault[] faults = Requests(schedule, 10_000);

        Assert.InRange(faults.Count(fault => fault != None), least, most);
        Assert.InRange(faults.Count(fault => fault == First) - faults.Count(fault => fault == Second), -300, 300);
        Assert.Equal(0, schedule.Every);
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void A_seed_determines_the_schedule(int seed)
    {
        SandboxOptions options = new() { Fault = [First, Second], FaultProbability = 0.5, Seed = seed };
        SandboxOptions other = new() { Fault = [First, Second], FaultProbability = 0.5, Seed = unchecked(seed + 1) };

        SandboxFault[] faults = Requests(new FaultSchedule(options), 200);

        Assert.Equal(faults, Requests(new FaultSchedule(options), 200));
        Assert.NotEqual(faults, Requests(new FaultSchedule(other), 200));
    }

    /// <summary>Ensures that a seed in an issue report produces the same faults in later versions.</summary>
    [Fact]
    public void The_schedule_of_a_seed_does_not_change()
    {
        FaultSchedule schedule = new(new SandboxOptions { Fault = [First, Second], FaultProbability = 0.5, Seed = 7 });

        IEnumerable<char> digits = Requests(schedule, 24)
            .Select(fault => fault switch { First => '1', Second => '2', _ => '_' });
        Assert.Equal("1___11__1_1__2___11_____", string.Concat(digits));
    }

    [Fact]
    public void Pages_are_numbered_in_the_order_of_their_first_request()
    {
        RequestedPages pages = new();

        Assert.Equal((1, 1), pages.Count("SociaVault", "someone", null));
        Assert.Equal((2, 1), pages.Count("SociaVault", "someone", "a"));
        Assert.Equal((2, 2), pages.Count("SociaVault", "SomeOne", "a"));
        Assert.Equal((1, 2), pages.Count("SociaVault", "someone", null));
        Assert.Equal((3, 1), pages.Count("SociaVault", "someone", "A"));
        Assert.Equal((1, 1), pages.Count("SociaVault", "other", "a"));
        Assert.Equal((1, 1), pages.Count("UnifAPI", "someone", "a"));
    }

    private static SandboxFault[] Requests(FaultSchedule schedule, int count) =>
        [.. Enumerable.Range(1, count).Select(request => schedule.GetFault(request, 0, 0))];
}
