namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Provides the accounts that several lists contain: a popular core, and the accounts of each niche. The numbers in
/// their handles start at 9000, which no other generated handle reaches.
/// </summary>
internal static class SharedAccounts
{
    /// <summary>Specifies the number of accounts in the core and in each niche. The first group is the core.</summary>
    public const int GroupSize = 40;

    public const int NicheCount = 8;

    private const int FirstNumber = 9000;
    private const ulong Salt = 0xC0FF_EE00_5EED_0001;

    private static readonly ulong[] s_ids =
    [
        .. Enumerable.Range(0, (1 + NicheCount) * GroupSize)
            .Select(static number => SandboxData.IdOf(NameOf(number).Handle)),
    ];

    public static ulong IdOf(int number) => s_ids[number];

    /// <summary>Returns the words and the handle of an account. The nouns of a niche are its own.</summary>
    public static GeneratedName NameOf(int number)
    {
        ulong random = StableHash.Mix(Salt, number);
        int group = number / GroupSize;
        int noun = (int)((random >> 6) % 64);
        noun = group == 0 ? noun : ((group - 1) * 8) + (noun % 8);
        return GeneratedName.Of((int)(random % 64), noun, FirstNumber + number);
    }
}
