namespace TikTokFollowing.Client.Providers;

/// <summary>Reads a value that can be in several places.</summary>
internal static class Alternatives
{
    /// <summary>Returns the first value that is known; null if none is.</summary>
    public static T? FirstKnown<TPlace, T>(this IEnumerable<TPlace> places, Func<TPlace, T?> read) =>
        places.Select(read).FirstOrDefault(static value => value is not null);
}
