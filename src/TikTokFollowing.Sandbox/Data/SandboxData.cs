using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>Generates ids from handles. They are the same on every system and .NET version.</summary>
internal static class SandboxData
{
    private const string SecUidPrefix = "MS4wLjABAAAA";
    private const int SecUidBytes = 48;
    private const ulong SecUidMask = 0x5A17_C0DE_2F6B_91E3;
    private const ulong SmallestId = 6_000_000_000_000_000_000;
    private const ulong IdRange = 1_400_000_000_000_000_000;

    /// <summary>Returns the numeric id of a handle. Case is ignored.</summary>
    public static ulong IdOf(string handle) => SmallestId + (StableHash.Of(InLowerCase(handle)) % IdRange);

    /// <summary>Returns the sec_uid of an id. It contains the id, so that lists can be found by either.</summary>
    public static string SecUidOf(ulong id)
    {
        byte[] bytes = new SplitMix64(id).Bytes(SecUidBytes);
        BitConverter.GetBytes(id ^ SecUidMask).CopyTo(bytes, 0);
        return SecUidPrefix + Base64Url.Encode(bytes);
    }

    public static bool TryReadSecUid(string text, out ulong id)
    {
        id = 0;
        if (!text.StartsWith(SecUidPrefix, StringComparison.Ordinal)
            || !Base64Url.TryDecode(text.Substring(SecUidPrefix.Length), out byte[] bytes)
            || bytes.Length != SecUidBytes)
        {
            return false;
        }

        id = BitConverter.ToUInt64(bytes, 0) ^ SecUidMask;
        return true;
    }

    internal static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>
    /// Converts A to Z to lower case. Other letters would depend on the Unicode version of the system.
    /// </summary>
    internal static string InLowerCase(string handle) =>
        new([.. handle.Select(static letter => letter is >= 'A' and <= 'Z' ? (char)(letter | ' ') : letter)]);
}
