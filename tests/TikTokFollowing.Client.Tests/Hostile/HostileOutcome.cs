namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Represents the outcome of a case.</summary>
internal sealed class HostileOutcome
{
    public FollowingException? Error { get; set; }

    /// <summary>Gets or sets the handles of the accounts that were listed.</summary>
    public IReadOnlyList<string> Accounts { get; set; } = [];

    public int Requests { get; set; }

    public int RequestsElsewhere { get; set; }

    public int Counted { get; set; }

    public int TimeOuts { get; set; }

    public TimeSpan Elapsed { get; set; }

    public long AllocatedBytes { get; set; }

    /// <summary>Gets or sets the mistakes of the script.</summary>
    public IReadOnlyList<Exception> Failures { get; set; } = [];

    /// <summary>Gets or sets the messages, the error, and what a proxy can read.</summary>
    public string Text { get; set; } = "";
}
