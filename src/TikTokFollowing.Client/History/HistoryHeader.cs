using System.Text.Json;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.History;

/// <summary>Represents the first line of a history: the user whose list it is.</summary>
internal sealed record HistoryHeader
{
    private static readonly JsonFields<HistoryHeader> s_fields = new("Format", "Version")
    {
        "Handle",
        "CreatedAt",
        { "Sandbox", nameof(IsSandbox) },
        "Hash",
    };

    /// <summary>Gets the user, as the first update named it.</summary>
    public FollowingHandle? User { get; init; }

    public string? Handle { get => User?.Value; init => User = Parse(value); }

    public DateTime? CreatedAt { get; init; }

    /// <summary>Indicates whether the accounts are fictitious.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Gets the hash of the line, which identifies the history; null before it is written.</summary>
    public string? Hash { get; init; }

    /// <exception cref="InvalidDataException">The line names no user.</exception>
    /// <exception cref="JsonException">The line has other fields.</exception>
    public static HistoryHeader Read(ReadOnlyMemory<byte> line)
    {
        HistoryHeader header = HistoryJson.ReadObject(line, s_fields, new HistoryHeader());
        return header.User is null ? throw new InvalidDataException("it does not name a user.") : header;
    }

    public ReadOnlyMemory<byte> ToJson() => HistoryJson.WriteObject(s_fields, this, new HistoryHeader());

    /// <summary>Indicates whether two handles name the same user. Capital letters count in a sec_uid.</summary>
    public static bool IsSame(FollowingHandle first, FollowingHandle second) => first.Kind == second.Kind
        && string.Equals(
            first.Value,
            second.Value,
            first.Kind == HandleKind.SecUid ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the handle, id or sec_uid of a user in a file.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static FollowingHandle Parse(string? text)
    {
        try
        {
            return FollowingHandle.Parse(text);
        }
        catch (FollowingException e)
        {
            throw new InvalidDataException("it does not name a valid user.", e);
        }
    }
}
