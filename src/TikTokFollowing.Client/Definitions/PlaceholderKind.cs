namespace TikTokFollowing.Client.Definitions;

/// <summary>Specifies a value in a request.</summary>
internal enum PlaceholderKind
{
    Handle,

    /// <summary>The id that was looked up or given, a numeric id or a sec_uid.</summary>
    Id,

    NumericId,

    SecUid,

    Cursor,

    PageSize,

    Trim,
}
