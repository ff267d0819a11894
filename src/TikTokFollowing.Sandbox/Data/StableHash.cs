namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Provides pseudo-random numbers that are the same everywhere. <c>string.GetHashCode</c> differs between processes,
/// and the sequence of a seeded <c>System.Random</c> can change between versions.
/// </summary>
internal static class StableHash
{
    /// <summary>Returns the 64-bit FNV-1a hash of the UTF-16 code units.</summary>
    public static ulong Of(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char unit in text)
        {
            hash = (hash ^ (byte)unit) * 1099511628211;
            hash = (hash ^ (byte)(unit >> 8)) * 1099511628211;
        }

        return Mix(hash);
    }

    /// <summary>Applies the finalizer of SplitMix64: one changed input bit changes half of the output bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Returns the hash of a seed and an index.</summary>
    public static ulong Mix(ulong seed, long place) => Mix(seed + (unchecked((ulong)place + 1) * SplitMix64.Step));
}

/// <summary>Implements the SplitMix64 generator.</summary>
internal struct SplitMix64(ulong state)
{
    internal const ulong Step = 0x9E3779B97F4A7C15;

    public ulong Next() => StableHash.Mix(state += Step);

    /// <summary>Returns a number from 0 to one less than the bound.</summary>
    public int Next(int bound) => (int)(Next() % (ulong)bound);

    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        ulong word = 0;
        for (int i = 0; i < count; i++)
        {
            word = i % 8 == 0 ? Next() : word >> 8;
            bytes[i] = (byte)word;
        }

        return bytes;
    }
}
