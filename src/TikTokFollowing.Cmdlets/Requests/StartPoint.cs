using System.Globalization;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Represents the start of a list: its newest follow, the end of a page, a cursor or a follow time.</summary>
internal sealed record StartPoint
{
    /// <summary>Gets the page after which the list starts; null if the parameters state another start.</summary>
    public FollowingPage? Page { get; init; }

    /// <summary>Gets the value of -Cursor. An empty one is the newest follow.</summary>
    public string? TypedCursor { get; init; }

    /// <summary>Gets the value of -MinTime.</summary>
    public long? MinTime { get; init; }

    /// <summary>Gets the value of -Before.</summary>
    public DateTime? Before { get; init; }

    /// <summary>Gets the cursor of the first page; null for the newest follow.</summary>
    public string? Cursor
    {
        get
        {
            if (Page is not null)
            {
                return string.IsNullOrWhiteSpace(Page.NextCursor) ? null : Page.NextCursor;
            }
            // -MinTime is checked against the provider later, and can be too large for a date.
            long? seconds = MinTime ?? (TimeUtc is DateTime time ? new DateTimeOffset(time).ToUnixTimeSeconds() : null);
            return seconds?.ToString(CultureInfo.InvariantCulture) ?? GivenCursor;
        }
    }

    /// <summary>Indicates whether the list starts at its newest follow.</summary>
    public bool IsNewest => Cursor is null;

    /// <summary>Gets the accounts of the page before the start. The last one can be returned again.</summary>
    public IReadOnlyList<FollowedAccount> AccountsBefore => Page?.Accounts ?? [];

    /// <summary>Gets the follow time at which the list starts, in UTC; null if it starts elsewhere.</summary>
    public DateTime? TimeUtc =>
        MinTime is long seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
        : Before is DateTime before ? FollowTime.LatestUtc(before)
        : null;

    /// <summary>Gets the names of the parameters that state the start.</summary>
    public string[] Parameters =>
    [
        .. new[]
        {
            MinTime is null ? null : "-MinTime",
            Before is null ? null : "-Before",
            GivenCursor is null ? null : "-Cursor",
        }.OfType<string>(),
    ];

    private string? GivenCursor => string.IsNullOrWhiteSpace(TypedCursor) ? null : TypedCursor!.Trim();

    /// <summary>Checks the start against the cursors of a provider.</summary>
    /// <param name="facts">The provider of the first page.</param>
    /// <param name="isShared">True if several handles have one -Cursor.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public void Check(ProviderMetadata facts, bool isShared)
    {
        ProviderMetadata? origin =
            string.IsNullOrWhiteSpace(Page?.Provider) ? null : ProviderRegistry.Get(Page!.Provider).Facts;
        QueryValidator.CheckCursor(facts, Cursor, origin, isShared);
    }

    /// <summary>Returns the parameter with its value, for messages.</summary>
    public override string ToString() =>
        IsNewest ? "the newest follow"
        : Before is not null ? $"-Before {LocalTime.Format(Before)}"
        : $"{Parameters[0]} {TextSanitizer.Sanitize(Cursor!)}";
}
