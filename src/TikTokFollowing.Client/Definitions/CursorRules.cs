using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>
/// Reads the cursor of the next page, and splits it again for its request. A cursor with several parts is one text such
/// as <c>min_time=1700000000&amp;page_token=x</c>.
/// </summary>
/// <param name="Parts">The parts of the cursor; the only part of a plain cursor has an empty name.</param>
/// <param name="IsFollowTime">Indicates whether the cursor is a follow time.</param>
/// <param name="FollowedAfter">The sources of the start of the window of follow times.</param>
/// <param name="FollowedBefore">The sources of the end of the window of follow times.</param>
internal sealed record CursorRules(
    IReadOnlyList<(string Name, IReadOnlyList<CursorSource> Sources)> Parts,
    bool IsFollowTime,
    IReadOnlyList<CursorSource> FollowedAfter,
    IReadOnlyList<CursorSource> FollowedBefore)
{
    private bool IsPlain => Parts.Count == 1 && Parts[0].Name.Length == 0;

    /// <summary>Reads the cursor of the next page; null if none exists.</summary>
    /// <param name="body">The body of the response.</param>
    /// <param name="problem">Receives the defect of a cursor that cannot be sent back; otherwise null.</param>
    public string? Read(JsonPart body, out string? problem)
    {
        problem = null;
        List<string> parts = [];
        foreach ((string name, IReadOnlyList<CursorSource> sources) in Parts)
        {
            string? value = ReadPart(sources, body, out string? defect);
            problem ??= defect;
            if (value is not null)
            {
                parts.Add(IsPlain ? value : $"{name}={Uri.EscapeDataString(value)}");
            }
        }
        return parts.Count == 0 || problem is not null ? null : string.Join("&", parts);
    }

    /// <summary>Rejects values that cannot be parts of a request, before a lookup is sent and charged.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public void Check(ProviderMetadata facts, FollowingQuery query)
    {
        LookupCursor position = facts.PositionOf(query.Cursor);
        string? problem =
            position.Cursor is string cursor && !Accepts(cursor)
                ? $"'{TextSanitizer.Sanitize(cursor)}' is not a cursor of {facts.Name}. {Describe()} "
                    + "Use the NextCursor of a page."
            : position.Id is string id && HasOnlyDots(id)
                ? $"The id '{id}' in the cursor is empty or has only dots. Use the NextCursor of a page."
            : HasOnlyDots(query.Handle.Value)
                ? $"'{query.Handle.Value}' has only dots, so no user of {facts.Name} has this handle."
            : null;
        if (problem is not null)
        {
            throw new FollowingException(FollowingErrorKind.InvalidRequest, facts.Name, problem);
        }
    }

    private bool Accepts(string cursor) =>
        IsPlain || (Parts.Count > 0 && cursor.Split('&').All(part => FindName(part) is not null));

    private string Describe() => Parts.Count == 0
        ? "Its lists have one page."
        : $"Its cursors have the form {string.Join("&", Parts.Select(static part => part.Name + "=..."))}.";

    private static bool HasOnlyDots(string value) => value.Trim('.').Length == 0;

    /// <summary>Returns the value of a part of a cursor; null if the cursor does not have it.</summary>
    /// <exception cref="FormatException">The cursor does not consist of the parts.</exception>
    public string? GetPart(string? cursor, string name)
    {
        if (cursor is null || IsPlain)
        {
            return cursor;
        }
        string? value = null;
        foreach (string part in cursor.Split('&'))
        {
            string partName = FindName(part)
                ?? throw new FormatException("The cursor does not consist of the parts that the definition names.");
            value = partName == name ? Uri.UnescapeDataString(part.Substring(partName.Length + 1)) : value;
        }
        return value;
    }

    /// <summary>Returns the window of follow times of a page.</summary>
    /// <param name="body">The body of the response.</param>
    /// <param name="requested">The requested cursor.</param>
    /// <param name="next">The cursor of the next page.</param>
    public (DateTime? After, DateTime? Before) ReadWindow(JsonPart body, string? requested, string? next)
    {
        DateTime? after = (IsFollowTime ? JsonReading.FollowTime(next) : null)
            ?? FollowedAfter.FirstNotNull(source => source.Find(body).FollowTime());
        // The requested cursor means "on or before".
        DateTime? before = FollowedBefore.FirstNotNull(source => source.Find(body).FollowTime())
            ?? (IsFollowTime ? JsonReading.FollowTime(requested) : null);
        return (after, before);
    }

    private string? FindName(string part) => Parts.Select(static known => known.Name)
        .FirstOrDefault(name => part.StartsWith(name + "=", StringComparison.Ordinal));

    // The first readable value decides: 0, -1 and "" state that there is no next page.
    private static string? ReadPart(IReadOnlyList<CursorSource> sources, JsonPart body, out string? problem)
    {
        problem = null;
        foreach (CursorSource source in sources)
        {
            JsonPart part = source.Find(body);
            if (!part.IsPresent())
            {
                continue;
            }
            string? value = part.Cursor(out string? defect);
            if (defect is null)
            {
                problem = null;
                return value;
            }
            problem ??= defect;
        }
        return null;
    }
}
