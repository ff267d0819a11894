namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Provides the accounts that several lists contain: a popular core, and the accounts of each niche. The numbers in
/// their handles start at 9000, which no other generated handle reaches.
/// </summary>
internal static class SharedAccounts
{
    public const int CoreSize = 40;
    public const int NicheSize = 40;
    public const int NicheCount = 8;

    private const int FirstNumber = 9000;
    private const ulong Salt = 0xC0FF_EE00_5EED_0001;

    private static readonly ulong[] s_ids =
    [
        .. Enumerable.Range(0, CoreSize + (NicheCount * NicheSize))
            .Select(static number => SandboxData.IdOf(NameOf(number).Handle)),
    ];

    public static ulong IdOf(int number) => s_ids[number];

    /// <summary>Returns the words and the handle of an account. The nouns of a niche are its own.</summary>
    public static GeneratedName NameOf(int number)
    {
        ulong random = StableHash.Mix(Salt, number);
        int niche = (number - CoreSize) / NicheSize;
        int noun = (int)((random >> 6) % 64);
        noun = number < CoreSize ? noun : (niche * 8) + (noun % 8);
        return GeneratedName.Of((int)(random % 64), noun, FirstNumber + number);
    }
}
