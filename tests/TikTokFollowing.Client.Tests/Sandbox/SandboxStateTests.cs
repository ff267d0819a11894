using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Tests the limits of the state that a sandbox keeps between requests.</summary>
public class SandboxStateTests
{
    [Fact]
    public void Pages_are_counted_up_to_a_limit_and_then_from_the_start()
    {
        RequestedPages pages = new(limit: 3);

        Assert.Equal((1, 1), pages.Count("SociaVault", "a", null));
        Assert.Equal((2, 1), pages.Count("SociaVault", "a", "20"));
        Assert.Equal((2, 2), pages.Count("sociavault", "A", "20"));
        Assert.Equal((1, 1), pages.Count("UnifAPI", "a", null));
        Assert.Equal((1, 3), (pages.Count("SociaVault", "a", "").Page, pages.Count("SociaVault", "a", null).Time));
        Assert.Equal((1, 1), pages.Count("SociaVault", "b", null));
        Assert.Equal((1, 1), pages.Count("SociaVault", "a", "20"));
    }

    [Fact]
    public void Endless_lists_are_remembered_up_to_a_limit()
    {
        EndlessLists lists = new(limit: 2);
        Assert.False(lists.Contains(("SociaVault", 1), isNew: false));
        Assert.True(lists.Contains(("SociaVault", 1), isNew: true));
        Assert.True(lists.Contains(("SociaVault", 1), isNew: true));
        Assert.True(lists.Contains(("SociaVault", 2), isNew: true));
        Assert.False(lists.Contains(("SociaVault", 3), isNew: true));

        Assert.True(lists.Contains(("SociaVault", 2), isNew: false));
        Assert.False(lists.Contains(("SociaVault", 3), isNew: false));
        Assert.False(lists.Contains(("UnifAPI", 1), isNew: false));
    }
}
