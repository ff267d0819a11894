namespace TikTokFollowing.Client.Providers;

/// <summary>Provides extension methods for sequences.</summary>
internal static class EnumerableExtensions
{
    /// <summary>Returns the first value that is not null; null if none exists.</summary>
    public static T? FirstNotNull<TSource, T>(this IEnumerable<TSource> source, Func<TSource, T?> read) =>
        source.Select(read).FirstOrDefault(static value => value is not null);
}
