namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Represents the cursor of a provider that requires an id. <c>lookup;</c> before the provider's own cursor requests
/// the id, and <c>id=6620…;</c> contains it. The id is therefore looked up once, and a list resumes without another
/// lookup.
/// </summary>
/// <param name="Id">The id; null if it was not looked up.</param>
/// <param name="Cursor">The provider's own cursor; null for the start of the list.</param>
/// <param name="IsLookup">Indicates whether the id is to be looked up.</param>
internal readonly record struct LookupCursor(string? Id, string? Cursor, bool IsLookup = false)
{
    private const string LookupPrefix = "lookup;";
    private const string IdPrefix = "id=";

    public static LookupCursor Parse(string? cursor)
    {
        if (cursor is null)
        {
            return default;
        }
        if (cursor.StartsWith(LookupPrefix, StringComparison.Ordinal))
        {
            return new LookupCursor(null, Rest(cursor, LookupPrefix.Length), IsLookup: true);
        }
        int end = cursor.StartsWith(IdPrefix, StringComparison.Ordinal) ? cursor.IndexOf(';') : -1;
        return end < 0
            ? new LookupCursor(null, cursor)
            : new LookupCursor(cursor.Substring(IdPrefix.Length, end - IdPrefix.Length), Rest(cursor, end + 1));
    }

    /// <summary>Returns the cursor that looks up the id before the list is read at a cursor.</summary>
    public static string Lookup(string? cursor) => LookupPrefix + cursor;

    /// <summary>Returns the cursor that continues with an id that was looked up.</summary>
    public string Found(string id) => $"{IdPrefix}{id};{Cursor}";

    /// <summary>Returns the cursor of the next page; null if none exists.</summary>
    /// <param name="cursor">The provider's own cursor.</param>
    public string? Next(string? cursor) => Id is null || cursor is null ? cursor : $"{IdPrefix}{Id};{cursor}";

    private static string? Rest(string cursor, int start) => start == cursor.Length ? null : cursor.Substring(start);
}
