namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Runs checks one after the other, tells of each, and counts.</summary>
internal sealed class Checks
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public void Run(string name, Func<Task> check)
    {
        try
        {
            check().GetAwaiter().GetResult();
            Passed++;
            Console.WriteLine($"  passed  {name}");
        }
#pragma warning disable CA1031 // whatever it is, it is this check's failure and not the end of the others
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed++;
            Console.WriteLine($"  FAILED  {name}");
            Console.WriteLine($"          {e}");
        }
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) { throw new CheckFailedException($"{what}: {actual} and not {expected}"); }
    }

    public static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        T[] e = [.. expected], a = [.. actual];
        Equal(e.Length, a.Length, what + ", count");
        for (int i = 0; i < e.Length; i++) { Equal(e[i], a[i], $"{what}, number {i + 1}"); }
    }

    public static async Task<T> Throws<T>(Func<Task> action)
        where T : Exception
    {
        try { await action(); }
        catch (T e) { return e; }
        throw new CheckFailedException($"no {typeof(T).Name} came");
    }
}
