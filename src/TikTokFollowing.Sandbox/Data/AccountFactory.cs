using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>Generates accounts. They are the same on every system and .NET version.</summary>
internal static class AccountFactory
{
    private const int PopularFollowers = 150_000;

    /// <summary>
    /// Returns an account as it is on a day. Rare values (no region, counts as strings) are assigned by its number
    /// instead of randomly, so that every list of 20 contains some of them.
    /// </summary>
    public static SandboxAccount Create(AccountKey key, ulong ownerId, int day)
    {
        GeneratedName name = key.IsShared ? SharedAccounts.NameOf(key.Number) : NameAt(ownerId, key.Number);
        ulong id = SandboxData.IdOf(name.Handle);
        ProfileChanges changes = new(id, day);
        SplitMix64 random = new(id);
        int turn = key.Number + (key.IsShared ? 0 : (int)(ownerId % 5040));
        (string region, string language) = SandboxWords.Places[random.Next(SandboxWords.Places.Length)];
        int bio = random.Next(SandboxWords.Bios.Length);
        long createdAt = turn % 12 == 8 ? 0 : 1_460_000_000 + random.Next(250_000_000);

        // Counts must not contradict each other: a listed account has a follower, and likes require videos.
        long followers = Math.Max(1, OfUpToDigits(ref random, 8));
        long following = OfUpToDigits(ref random, 4);
        long likes = OfUpToDigits(ref random, 10);
        long videos = Math.Max(likes > 0 ? 1 : 0, OfUpToDigits(ref random, 4));
        bool isCore = key.IsShared && key.Number < SharedAccounts.GroupSize;
        followers += isCore ? PopularFollowers : 0;
        videos += isCore ? 1 : 0;
        likes = likes == 0 && followers >= 10_000 ? videos : likes;
        (string custom, string enterprise) = VerificationOf(turn, changes.IsVerificationChanged);
        return new SandboxAccount(
            Number: key.Number,
            Handle: changes.HandleOf(name.Handle),
            DisplayName: Fill(
                SandboxWords.DisplayNames,
                turn + (5 * changes.DisplayNames),
                Capital(name.Adjective),
                Capital(name.Noun)),
            Id: id.ToString(CultureInfo.InvariantCulture),
            SecUid: SandboxData.SecUidOf(id),
            Bio: turn % 7 == 3 && changes.Bios == 0
                ? ""
                : Fill(SandboxWords.Bios, bio + changes.Bios, name.Adjective, name.Noun),
            Region: turn % 9 == 4 ? "" : region,
            Language: turn % 10 == 6 ? "" : language,
            IsPrivate: (turn % 8 == 5) != changes.IsPrivacyChanged,
            CustomVerify: custom,
            EnterpriseVerify: enterprise,
            CreatedAt: createdAt,
            FollowerCount: Math.Max(1, changes.Grow(followers)),
            FollowingCount: following,
            LikeCount: changes.Grow(likes),
            VideoCount: Math.Max(Math.Min(1, videos), changes.Grow(videos)),
            LikedCount: OfUpToDigits(ref random, 5),
            AvatarUri: "tos-maliva-avt-0068/" + SandboxData.Hex(random.Next()) + SandboxData.Hex(random.Next()),
            HasJpeg: turn % 2 == 0,
            HasCountsAsText: turn % 15 == 7,
            HasSecretAsBool: turn % 6 == 1,
            HasFewerKeys: turn % 6 == 3);
    }

    /// <summary>
    /// Returns the name of one of the owner's own accounts. The number passes through reversible steps (an odd factor
    /// and shifted exclusive ors within 25 bits), so that no handle occurs twice in a list.
    /// </summary>
    private static GeneratedName NameAt(ulong ownerId, int number)
    {
        const uint mask = (1 << 25) - 1;
        uint code = (uint)(StableHash.Mix(ownerId) + (ulong)number) & mask;
        code = (code * 0x9E3779B1) & mask;
        code ^= code >> 13;
        code = (code * 0x85EBCA6B) & mask;
        code ^= code >> 11;
        return GeneratedName.Of((int)(code & 63), (int)((code >> 6) & 63), (int)(code >> 12));
    }

    private static (string Custom, string Enterprise) VerificationOf(int turn, bool isChanged)
    {
        const string custom = "Verified account";
        return (turn % 10, turn % 20) switch
        {
            (2, _) => (isChanged ? "" : custom, ""),
            (_, 9) => ("", isChanged ? "" : "Institution account"),
            _ => (isChanged ? custom : "", ""),
        };
    }

    /// <summary>Returns the template of a turn with the two words of a name.</summary>
    private static string Fill(string[] templates, int turn, string adjective, string noun) =>
        string.Format(CultureInfo.InvariantCulture, templates[turn % templates.Length], adjective, noun);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word.Substring(1);

    /// <summary>
    /// Returns a random number whose number of digits is uniformly distributed, as with real accounts.
    /// </summary>
    private static long OfUpToDigits(ref SplitMix64 random, int digits)
    {
        ulong bound = 10;
        for (int i = random.Next(digits); i > 0; i--)
        {
            bound *= 10;
        }

        return (long)(random.Next() % bound);
    }
}
