using System.Globalization;
using System.Text;

namespace TikTokFollowing.Client.Overlap;

/// <summary>Reads the profiles that <see cref="ProfilePacker"/> wrote.</summary>
/// <param name="bytes">The bytes that contain the profile.</param>
/// <param name="start">The position of the profile.</param>
/// <param name="fields">The fields that were written.</param>
/// <param name="prefixes">The prefixes of the addresses of pictures.</param>
internal sealed class ProfileUnpacker(byte[] bytes, int start, ProfileFields fields, AddressPrefixes prefixes)
{
    private int _position;

    /// <summary>Returns the time at which a profile was retrieved, in ticks; 0 if unknown.</summary>
    public static long ReadTicks(byte[] bytes, int start) =>
        BitConverter.ToInt64(bytes, start + ProfilePacker.TimeOffset);

    /// <summary>Returns the identifiers that a profile has.</summary>
    public static ProfileNames ReadNames(byte[] bytes, int start) =>
        (ProfileNames)bytes[start + ProfilePacker.NamesOffset];

    /// <summary>Reads the profile. Fields that were not written are null.</summary>
    public FollowedAccount Unpack()
    {
        _position = start + ProfilePacker.NamesOffset + 1;
        string? id = ReadText();
        string? secUid = ReadText();
        string? handle = ReadText();
        bool hasAll = fields == ProfileFields.All;
        // The initializer reads in the order in which Pack writes.
        return new FollowedAccount
        {
            RetrievedAt = LocalTime(ReadTicks(bytes, start)),
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
        switch (header)
        {
            case ProfilePacker.Null:
                return null;
            case ProfilePacker.Derived:
                return ProfilePacker.AddressOf(handle!);
            case ProfilePacker.Number:
                return ReadUnsigned().ToString(CultureInfo.InvariantCulture);
            case ProfilePacker.Prefixed:
                return prefixes[(int)ReadUnsigned()] + ReadText();
            case ProfilePacker.Units:
                char[] units = new char[(int)ReadUnsigned()];
                for (int i = 0; i < units.Length; i++)
                {
                    units[i] = (char)ReadUnsigned();
                }
                return new string(units);
            default:
                int length = header - ProfilePacker.Utf8;
                _position += length;
                return Encoding.UTF8.GetString(bytes, _position - length, length);
        }
    }

    private bool? ReadFlag()
    {
        byte flag = bytes[_position++];
        return flag == 0 ? null : (flag & ProfilePacker.True) != 0;
    }

    private long? ReadNumber()
    {
        if (bytes[_position++] == 0)
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
