using System.Reflection;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Fuzz;

/// <summary>Asserts the rules for all pages and failures.</summary>
internal static class Samples
{
    private const int LongestMessage = 1000;

    private static readonly PropertyInfo[] s_accountProperties =
        typeof(FollowedAccount).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    // Without the values of the request, which a journal does not keep.
    private static readonly PropertyInfo[] s_pageProperties =
    [
        .. typeof(FollowingPage).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name
                is not (nameof(FollowingPage.Accounts) or nameof(FollowingPage.Attempts)
                or nameof(FollowingPage.Duration) or nameof(FollowingPage.RateLimitRemaining))),
    ];

    /// <summary>
    /// Returns the recorded responses of a provider, parsed for a <see cref="Mutator"/>, with their names.
    /// </summary>
    public static IReadOnlyList<(string Name, Mutator.Node Document)> Of(string provider) =>
        [.. Recorded.Names(provider).Select(name => (name, Mutator.Node.Read(Recorded.Text(provider, name))))];

    /// <summary>Asserts that a page is the same after it is written to a line of a journal and read.</summary>
    public static void AssertKeeps(FollowingPage page, string? requested)
    {
        using MemoryStream line = new();
        JournalFormat.WritePage(line, requested, page);
        Memory<byte> written = line.GetBuffer().AsMemory(0, (int)line.Length);
        Assert.Equal(line.Length - 1, written.Span.IndexOf((byte)'\n'));
        using SparseJson? json = SparseJson.Parse(written);
        AssertSame(page, JournalFormat.ReadPage(json!.Root, page.Provider, page.Handle, requested));
    }

    /// <summary>
    /// Asserts that all values that a journal keeps are equal. Positions are numbered again by the reader.
    /// </summary>
    public static void AssertSame(FollowingPage expected, FollowingPage actual)
    {
        foreach (PropertyInfo property in s_pageProperties) { AssertEqual(property, expected, actual); }
        Assert.Equal(expected.Accounts.Count, actual.Accounts.Count);
        for (int i = 0; i < expected.Accounts.Count; i++)
        {
            foreach (PropertyInfo property in s_accountProperties)
            {
                if (property.Name != nameof(FollowedAccount.Position))
                {
                    AssertEqual(property, expected.Accounts[i], actual.Accounts[i]);
                }
            }
        }
    }

    public static void AssertReadable(FollowingException failure)
    {
        Assert.InRange(failure.Message.Length, 20, LongestMessage);
        foreach (char c in failure.Message)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e')
            {
                Assert.Fail($"U+{(int)c:X4} in the message: {failure.Message}");
            }
        }
        Assert.True(failure.CreditsCharged >= 0, $"{failure.CreditsCharged} credits");
    }

    private static void AssertEqual(PropertyInfo property, object expected, object actual)
    {
        object? wanted = property.GetValue(expected);
        object? found = property.GetValue(actual);
        if (!Equals(wanted, found)) { Assert.Fail($"{property.Name}: expected '{wanted}', found '{found}'"); }
        if (found is DateTime time) { Assert.Equal(DateTimeKind.Local, time.Kind); }
    }
}
