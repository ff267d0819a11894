using System.Globalization;
using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using Xunit;
using Xunit.Abstractions;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Runs alone, because it measures the memory that the process allocates.</summary>
[CollectionDefinition(nameof(HostileNetworkTests), DisableParallelization = true)]
public sealed class HostileNetworkDefinition : ICollectionFixture<HostileTable>;

/// <summary>
/// Reads a list from servers and proxies that misbehave, over real sockets, with one retry and -MaxCredits 5. The clock
/// of the client is advanced by the scripts, so that no test waits for a time-out.
/// </summary>
[Collection(nameof(HostileNetworkTests))]
public class HostileNetworkTests(HostileTable table, ITestOutputHelper output)
{
    private static readonly string[] s_handles = ["user.1", "user.2", "user.3"];

    internal static IReadOnlyList<HostileCase> AllCases { get; } =
    [
        .. HostileHttpCases.All, .. HostileFloodCases.All, .. HostileTlsCases.All, .. HostileTunnelCases.All,
        .. HostileProxyCases.All,
    ];

    public static TheoryData<string> Cases => [.. AllCases.Where(CanRun).Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Nothing_is_lost_or_shown_and_each_request_is_counted(string name)
    {
        HostileCase one = AllCases.Single(one => one.Name == name);

        HostileOutcome outcome = await HostileRun.RunAsync(one, CreateTransport, IPv6Name.Value);

        output.WriteLine(FormattableString.Invariant(
            $"{outcome.Elapsed.TotalMilliseconds:0} ms, {outcome.AllocatedBytes / 1024:N0} kB allocated"));
        output.WriteLine(outcome.Text);
        Assert.Empty(outcome.Failures);
        Assert.Equal(one.Error, outcome.Error?.Kind);
        Assert.Equal(one.Error is null ? s_handles : [], outcome.Accounts);
        Assert.InRange(outcome.Requests, one.IsRace ? 0 : one.Requests, one.Requests);
        Assert.InRange(outcome.Counted, one.IsRace ? outcome.Requests : one.Counted, one.Counted);
        Assert.Equal(one.TimeOuts, outcome.TimeOuts);
        Assert.InRange(outcome.AllocatedBytes, 0, GetLimit(one.Memory));
        Assert.Equal(0, outcome.RequestsElsewhere);
        Assert.DoesNotContain(HostileRun.Key, outcome.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(HostileRun.Password, outcome.Text, StringComparison.OrdinalIgnoreCase);
        string row = HostileTable.Format(one, outcome);
        Assert.Equal(table.GetExpected(one, row), row);
    }

    [Fact]
    public void The_table_has_a_row_for_each_case_in_their_order()
    {
        if (!HostileTable.IsWriting)
        {
            Assert.Equal(AllCases.Select(static one => one.Name), table.Rows.Select(HostileTable.NameOf));
        }
    }

    [Fact]
    public void Names_are_unique() => Assert.Distinct(AllCases.Select(static one => one.Name));

    [IPv6NameFact]
    public void A_name_for_IPv6_only_is_tested() => Assert.NotNull(IPv6Name.Value);

    internal static long GetLimit(HostileMemory memory) => memory == HostileMemory.Small ? 32 << 20 : 128 << 20;

    // The handler of the module, which also trusts the authority of the tests.
    private static HttpClient CreateTransport(IWebProxy? proxy)
    {
        SocketsHttpHandler handler = SharedHttpClient.CreateHandler(proxy, useProxy: proxy is not null);
        TestCertificates.Trust(handler);
        return SharedHttpClient.Create(new SingleSendHandler(handler, handler));
    }

    private static bool CanRun(HostileCase one) => one.Route switch
    {
        HostileRoute.HttpIPv6 => IPv6Name.HasIPv6,
        HostileRoute.HttpsIPv6Name => IPv6Name.Value is not null,
        _ => true,
    };

    private sealed class IPv6NameFactAttribute : FactAttribute
    {
        public IPv6NameFactAttribute()
        {
            if (IPv6Name.Value is null)
            {
                Skip = string.Format(
                    CultureInfo.InvariantCulture,
                    "This machine has no name for ::1 only ({0}).",
                    string.Join(", ", IPv6Name.Candidates));
            }
        }
    }
}
