namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Runs checks one after another, prints the result of each, and counts the results.</summary>
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
#pragma warning disable CA1031 // any exception fails this check, and the next ones still run
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed++;
            Console.WriteLine($"  FAILED  {name}");
            Console.WriteLine($"          {e}");
        }
    }

    public static void Equal<T>(T expected, T actual, string subject)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new CheckFailedException($"{subject}: expected {expected}, was {actual}");
        }
    }

    public static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual, string subject)
    {
        T[] e = [.. expected], a = [.. actual];
        Equal(e.Length, a.Length, subject + ", count");
        for (int i = 0; i < e.Length; i++)
        {
            Equal(e[i], a[i], $"{subject}, number {i + 1}");
        }
    }

    public static async Task<T> Throws<T>(Func<Task> action)
        where T : Exception
    {
        try
        {
            await action();
        }
        catch (T e)
        {
            return e;
        }
        throw new CheckFailedException($"expected a {typeof(T).Name}, but none was thrown");
    }
}
