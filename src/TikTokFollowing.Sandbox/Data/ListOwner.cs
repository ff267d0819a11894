using System.Globalization;
using System.Text.RegularExpressions;

namespace TikTokFollowing.SandboxServer;

internal enum OwnerKind
{
    Listed,
    Hidden,
    Private,
    Missing,
    Empty,

    /// <summary>Specifies an account whose handle UnifAPI rejects with invalid_id. Other providers accept it.</summary>
    NeedsId,
}

/// <summary>Represents the owner of a requested list.</summary>
/// <param name="Id">The numeric id.</param>
/// <param name="Kind">The kind of the owner.</param>
/// <param name="IsById">True if the request contains the numeric id.</param>
internal sealed record ListOwner(ulong Id, OwnerKind Kind, bool IsById = false)
{
    private const int MinIdLength = 15;

    // Letters and digits of every language with their marks.
    private static readonly Regex s_handle =
        new(@"^[\p{L}\p{Nd}\p{Mn}\p{Mc}\p{Cs}._]{1,128}\z", RegexOptions.CultureInvariant);

    // The handles with a special meaning are the names of the kinds.
    private static readonly Dictionary<ulong, OwnerKind> s_kinds =
        new[] { OwnerKind.Hidden, OwnerKind.Private, OwnerKind.Missing, OwnerKind.Empty, OwnerKind.NeedsId }
            .ToDictionary(static kind => SandboxData.IdOf(kind.ToString()));

    /// <summary>Indicates whether the providers return the list.</summary>
    public bool IsListed => Kind is not (OwnerKind.Hidden or OwnerKind.Private or OwnerKind.Missing);

    /// <summary>
    /// Returns the owner with a handle on a day. Text that is not a handle is a missing account, so that tests detect
    /// clients that do not trim it.
    /// </summary>
    public static ListOwner FromHandle(string handle, int day) =>
        s_handle.IsMatch(handle) && ProfileChanges.FindId(handle, day) is { } id
            ? Of(id)
            : new ListOwner(0, OwnerKind.Missing);

    /// <summary>Returns the owner with a handle, numeric id or sec_uid.</summary>
    public static ListOwner FromAny(string text, int day)
    {
        if (text.Length >= MinIdLength
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id))
        {
            return Of(id, isById: true);
        }

        return SandboxData.TryReadSecUid(text, out id) ? Of(id) : FromHandle(text, day);
    }

    /// <summary>
    /// Returns the list on the day of the sandbox. The list is empty on every day if the account follows none or the
    /// providers do not return it.
    /// </summary>
    /// <param name="options">The settings of the sandbox.</param>
    /// <param name="pageSize">The page size of the request; null for that of the sandbox.</param>
    public FollowList List(SandboxOptions options, int? pageSize = null)
    {
        (int count, int day) = Kind is OwnerKind.Listed or OwnerKind.NeedsId
            ? (options.FollowingCount, options.Day)
            : default;
        return new FollowList(Id, count, pageSize ?? options.PageSize, day);
    }

    private static ListOwner Of(ulong id, bool isById = false)
    {
        s_kinds.TryGetValue(id, out OwnerKind kind); // Listed by default
        return new ListOwner(id, kind, isById);
    }
}
