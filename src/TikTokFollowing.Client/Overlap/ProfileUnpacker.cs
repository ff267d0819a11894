using System.Globalization;

namespace TikTokFollowing.Client.Overlap;

/// <summary>Reads the profiles that <see cref="ProfilePacker"/> wrote.</summary>
/// <param name="bytes">The bytes that contain the profile.</param>
/// <param name="start">The position of the profile.</param>
/// <param name="fields">The fields that were written.</param>
/// <param name="prefixes">The prefixes of the addresses of pictures.</param>
internal sealed class ProfileUnpacker(byte[] bytes, int start, ProfileFields fields, AddressPrefixes prefixes)
{
    private int _position = start;

    /// <summary>Reads the profile. Fields that were not written are null.</summary>
    public FollowedAccount Unpack()
    {
        DateTime retrievedAt = LocalTime((long)ReadUnsigned());
        string? id = ReadText();
        string? secUid = ReadText();
        string? handle = ReadText();
        bool hasAll = fields == ProfileFields.All;
        // The initializer reads in the order in which Pack writes.
        return new FollowedAccount
        {
            RetrievedAt = retrievedAt,
            Id = id,
            SecUid = secUid,
            Handle = handle,
            DisplayName = ReadText(),
            Region = ReadText(),
            IsVerified = ReadFlag(),
            FollowerCount = ReadNumber(),
            Bio = hasAll ? ReadText() : null,
            Language = hasAll ? ReadText() : null,
            AvatarUrl = hasAll ? ReadText() : null,
            ProfileUrl = hasAll ? ReadText(handle) : null,
            IsPrivate = hasAll ? ReadFlag() : null,
            CreatedAt = hasAll && ReadNumber() is long ticks ? LocalTime(ticks) : null,
            FollowingCount = hasAll ? ReadNumber() : null,
            LikeCount = hasAll ? ReadNumber() : null,
            VideoCount = hasAll ? ReadNumber() : null,
            LikedCount = hasAll ? ReadNumber() : null,
        };
    }

    private static DateTime LocalTime(long ticks) => ticks == 0 ? default : new DateTime(ticks, DateTimeKind.Local);

    private string? ReadText(string? handle = null)
    {
        int header = (int)ReadUnsigned();
        return header switch
        {
            ProfilePacker.Null => null,
            ProfilePacker.Derived => ProfilePacker.AddressOf(handle),
            ProfilePacker.Number => ReadUnsigned().ToString(CultureInfo.InvariantCulture),
            ProfilePacker.Prefixed => prefixes[(int)ReadUnsigned()] + ReadText(),
            _ => ReadUnits(header - ProfilePacker.Text),
        };
    }

    private string ReadUnits(int length)
    {
        char[] units = new char[length];
        for (int i = 0; i < length; i++)
        {
            units[i] = (char)ReadUnsigned();
        }
        return new string(units);
    }

    private bool? ReadFlag() => ReadUnsigned() switch
    {
        0 => null,
        ulong flag => flag == 2,
    };

    private long? ReadNumber()
    {
        if (ReadUnsigned() == 0)
        {
            return null;
        }
        ulong number = ReadUnsigned();
        return unchecked((long)(number >> 1) ^ -(long)(number & 1));
    }

    private ulong ReadUnsigned()
    {
        ulong number = 0;
        int shift = 0;
        byte part;
        do
        {
            part = bytes[_position++];
            number |= (ulong)(part & 0x7F) << shift;
            shift += 7;
        }
        while (part > 0x7F);
        return number;
    }
}
