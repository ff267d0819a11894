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

    /// <summary>An account whose handle UnifAPI rejects with invalid_id. Other providers accept it.</summary>
    NeedsId,
}

/// <summary>Represents the owner of a requested list.</summary>
internal sealed class ListOwner
{
    private const int MinIdLength = 15;

    // Letters and digits of every language with their marks.
    private static readonly Regex s_handle =
        new(@"^[\p{L}\p{Nd}\p{Mn}\p{Mc}\p{Cs}._]{1,128}\z", RegexOptions.CultureInvariant);

    private static readonly Dictionary<ulong, OwnerKind> s_kinds = new()
    {
        [SandboxData.IdOf("hidden")] = OwnerKind.Hidden,
        [SandboxData.IdOf("private")] = OwnerKind.Private,
        [SandboxData.IdOf("missing")] = OwnerKind.Missing,
        [SandboxData.IdOf("empty")] = OwnerKind.Empty,
        [SandboxData.IdOf("needsid")] = OwnerKind.NeedsId,
    };

    private ListOwner(ulong id, OwnerKind kind, bool isById)
    {
        Id = id;
        Kind = kind;
        IsById = isById;
    }

    public ulong Id { get; }

    public OwnerKind Kind { get; }

    /// <summary>Indicates whether the providers return the list.</summary>
    public bool IsListed => Kind is not (OwnerKind.Hidden or OwnerKind.Private or OwnerKind.Missing);

    /// <summary>Indicates whether the request contains the numeric id.</summary>
    public bool IsById { get; }

    /// <summary>
    /// Returns the owner with a handle on a day. Text that is not a handle is a missing account, so that tests detect
    /// clients that do not trim it.
    /// </summary>
    public static ListOwner FromHandle(string handle, int day) =>
        s_handle.IsMatch(handle) && ProfileChanges.TryFindId(handle, day, out ulong id)
            ? Of(id)
            : new ListOwner(0, OwnerKind.Missing, isById: false);

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

    /// <summary>Returns the list on the day of the sandbox. An empty list stays empty.</summary>
    /// <param name="options">The settings of the sandbox.</param>
    /// <param name="pageSize">The page size of the request; null for that of the sandbox.</param>
    public FollowList List(SandboxOptions options, int? pageSize = null)
    {
        bool isEmpty = Kind == OwnerKind.Empty;
        return new FollowList(
            Id,
            isEmpty ? 0 : options.FollowingCount,
            pageSize ?? options.PageSize,
            isEmpty ? 0 : options.Day);
    }

    private static ListOwner Of(ulong id, bool isById = false) =>
        new(id, s_kinds.TryGetValue(id, out OwnerKind kind) ? kind : OwnerKind.Listed, isById);
}
