using System;
using System.Collections.Generic;
using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>Generates the lists from the handle alone. They are the same on every system and .NET version.</summary>
internal static class SandboxData
{
    internal const int DefaultPageSize = 20;

    private const string SecUidPrefix = "MS4wLjABAAAA";
    private const int SecUidBytes = 48;
    private const ulong SecUidMask = 0x5A17_C0DE_2F6B_91E3;
    private const ulong SmallestId = 6_000_000_000_000_000_000;
    private const ulong IdRange = 1_400_000_000_000_000_000;

    /// <summary>
    /// Returns the whole list of a handle, newest follow first. The page size affects only <see
    /// cref="SandboxAccount.FollowedAt"/>: two accounts with the same time are on the same page.
    /// </summary>
    public static IReadOnlyList<SandboxAccount> ListOf(string handle, int count, int pageSize = DefaultPageSize)
    {
        FollowList list = new(IdOf(handle), count, pageSize);
        SandboxAccount[] accounts = new SandboxAccount[count];
        for (int i = 0; i < count; i++)
        {
            accounts[i] = list.Account(i);
        }

        return accounts;
    }

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

    /// <summary>
    /// Returns the account at an index of a list. Rare values (no region, counts as strings) are assigned by index
    /// instead of randomly, so that every list of 20 contains some of them.
    /// </summary>
    internal static SandboxAccount AccountAt(ulong ownerId, int index, long followedAt)
    {
        (string adjective, string noun, string handle) = NameAt(ownerId, index);
        ulong id = IdOf(handle);
        SplitMix64 random = new(id);
        int turn = index + (int)(ownerId % 5040);
        (string region, string language) = SandboxWords.Places[random.Next(SandboxWords.Places.Length)];
        string bio = Pick(SandboxWords.Bios, ref random, adjective, noun);
        string nameTemplate = SandboxWords.DisplayNames[turn % SandboxWords.DisplayNames.Length];
        string displayName =
            string.Format(CultureInfo.InvariantCulture, nameTemplate, Capital(adjective), Capital(noun));
        long createdAt = turn % 12 == 8 ? 0 : 1_460_000_000 + random.Next(250_000_000);

        // Counts must not contradict each other: a listed account has a follower, and likes require videos.
        long followers = Math.Max(1, OfUpToDigits(ref random, 8));
        long following = OfUpToDigits(ref random, 4);
        long likes = OfUpToDigits(ref random, 10);
        long videos = Math.Max(likes > 0 ? 1 : 0, OfUpToDigits(ref random, 4));
        likes = likes == 0 && followers >= 10_000 ? videos : likes;
        return new SandboxAccount
        {
            Index = index,
            Handle = handle,
            DisplayName = displayName,
            Id = id.ToString(CultureInfo.InvariantCulture),
            SecUid = SecUidOf(id),
            Bio = turn % 7 == 3 ? "" : bio,
            Region = turn % 9 == 4 ? "" : region,
            Language = turn % 10 == 6 ? "" : language,
            IsPrivate = turn % 8 == 5,
            CustomVerify = turn % 10 == 2 ? "Verified account" : "",
            EnterpriseVerify = turn % 20 == 9 ? "Institution account" : "",
            CreatedAt = createdAt,
            FollowedAt = followedAt,
            FollowerCount = followers,
            FollowingCount = following,
            LikeCount = likes,
            VideoCount = videos,
            LikedCount = OfUpToDigits(ref random, 5),
            AvatarUri = "tos-maliva-avt-0068/" + Hex(random.Next()) + Hex(random.Next()),
            HasJpeg = turn % 2 == 0,
            HasCountsAsText = turn % 15 == 7,
            HasSecretAsBool = turn % 6 == 1,
            HasFewerKeys = turn % 6 == 3,
        };
    }

    internal static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns a handle of two words and a number. The index passes through reversible steps (an odd factor and shifted
    /// exclusive ors within 25 bits). So no handle occurs twice in a list of less than 33 million accounts.
    /// </summary>
    private static (string Adjective, string Noun, string Handle) NameAt(ulong ownerId, int index)
    {
        const uint mask = (1 << 25) - 1;
        uint code = (uint)(StableHash.Mix(ownerId) + (ulong)index) & mask;
        code = (code * 0x9E3779B1) & mask;
        code ^= code >> 13;
        code = (code * 0x85EBCA6B) & mask;
        code ^= code >> 11;
        string adjective = SandboxWords.Adjectives[code & 63];
        string noun = SandboxWords.Nouns[(code >> 6) & 63];
        uint number = code >> 12;
        string handle = (number % 3) switch
        {
            0 => $"{adjective}.{noun}{number}",
            1 => $"{adjective}_{noun}{number}",
            _ => $"{noun}.{adjective}{number}",
        };
        return (adjective, noun, handle);
    }

    /// <summary>
    /// Converts A to Z to lower case. Other letters would depend on the Unicode version of the system.
    /// </summary>
    private static string InLowerCase(string handle)
    {
        char[] letters = handle.ToCharArray();
        for (int i = 0; i < letters.Length; i++)
        {
            if (letters[i] is >= 'A' and <= 'Z')
            {
                letters[i] |= ' ';
            }
        }

        return new string(letters);
    }

    private static string Pick(string[] templates, ref SplitMix64 random, string adjective, string noun) =>
        string.Format(CultureInfo.InvariantCulture, templates[random.Next(templates.Length)], adjective, noun);

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
