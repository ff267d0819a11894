using System.Collections.Generic;
using System.Globalization;

namespace TikTokFollowing.SandboxServer;

internal enum OwnerKind
{
    Listed,
    Hidden,
    Private,
    Missing,
    Empty,

    /// <summary>UnifAPI answers invalid_id to the handle: it must be resolved first. An ordinary account elsewhere.</summary>
    NeedsId,
}

/// <summary>Whose list is asked for.</summary>
internal sealed class ListOwner
{
    private const int ShortestId = 15;
    private const int LongestHandle = 128;

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

    /// <summary>Asked for by the numeric id.</summary>
    public bool IsById { get; }

    /// <summary>
    /// What can not be a handle (with an @, a blank, a slash) is answered as a missing one, so that a client that forgot to trim it is found out.
    /// </summary>
    public static ListOwner OfHandle(string handle) =>
        IsHandle(handle) ? Of(SandboxData.IdOf(handle)) : new ListOwner(0, OwnerKind.Missing, isById: false);

    /// <summary>A handle, a numeric id or a sec_uid.</summary>
    public static ListOwner OfAny(string text)
    {
        if (text.Length >= ShortestId && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id))
        {
            return Of(id, isById: true);
        }

        return SandboxData.TryReadSecUid(text, out id) ? Of(id) : OfHandle(text);
    }

    public FollowList List(int count, int pageSize) => new(Id, Kind == OwnerKind.Empty ? 0 : count, pageSize);

    private static ListOwner Of(ulong id, bool isById = false) =>
        new(id, s_kinds.TryGetValue(id, out OwnerKind kind) ? kind : OwnerKind.Listed, isById);

    private static bool IsHandle(string text)
    {
        if (text.Length is 0 or > LongestHandle)
        {
            return false;
        }

        foreach (char c in text)
        {
            bool isMark = char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (!(char.IsLetterOrDigit(c) || isMark || char.IsSurrogate(c) || c is '.' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
