using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace TikTokFollowing.Client.Overlap;

/// <summary>Specifies the identifiers of an account.</summary>
[Flags]
internal enum ProfileNames : byte
{
    None = 0,
    Id = 1,
    SecUid = 2,
    Handle = 4,
}

/// <summary>
/// Stores the profile of an account in one array of bytes. It takes about a third of the memory of the object, so that
/// a hundred long lists fit into memory.
/// </summary>
internal static class ProfilePacker
{
    private const string ProfileAddress = "https://www.tiktok.com/@";

    // Most profiles are shorter.
    private const int UsualLength = 768;

    /// <summary>Specifies the kinds of values that precede each other in the array.</summary>
    private enum Mark : byte
    {
        Null,
        Value,
        False,
        True,
        Derived,
        Number,
        Units,
    }

    /// <summary>Packs the profile, without the properties of one list.</summary>
    /// <param name="account">The account.</param>
    /// <param name="names">Another record of the account, with identifiers that this one lacks.</param>
    public static byte[] Pack(FollowedAccount account, FollowedAccount? names = null)
    {
        string? handle = account.Handle ?? names?.Handle;
        using MemoryStream buffer = new(UsualLength);
        using BinaryWriter writer = new(buffer, Encoding.UTF8);
        writer.Write(account.RetrievedAt.Ticks);
        writer.Write((byte)(NamesOf(account) | (names is null ? ProfileNames.None : NamesOf(names))));
        WriteId(writer, account.Id ?? names?.Id);
        Write(writer, account.SecUid ?? names?.SecUid);
        Write(writer, handle);
        Write(writer, account.DisplayName);
        Write(writer, account.Bio);
        Write(writer, account.Region);
        Write(writer, account.Language);
        Write(writer, account.AvatarUrl);
        WriteAddress(writer, account.ProfileUrl, handle);
        Write(writer, account.IsVerified);
        Write(writer, account.IsPrivate);
        Write(writer, account.CreatedAt?.Ticks);
        Write(writer, account.FollowerCount);
        Write(writer, account.FollowingCount);
        Write(writer, account.LikeCount);
        Write(writer, account.VideoCount);
        Write(writer, account.LikedCount);
        writer.Flush();
        return buffer.ToArray();
    }

    /// <summary>Returns the time at which a packed profile was retrieved, in ticks; 0 if unknown.</summary>
    public static long ReadTicks(byte[] packed) => BitConverter.ToInt64(packed, 0);

    /// <summary>Returns the identifiers that a packed profile has.</summary>
    public static ProfileNames ReadNames(byte[] packed) => (ProfileNames)packed[sizeof(long)];

    /// <summary>Returns the identifiers that an account has.</summary>
    public static ProfileNames NamesOf(FollowedAccount account) =>
        (account.Id is null ? ProfileNames.None : ProfileNames.Id)
        | (account.SecUid is null ? ProfileNames.None : ProfileNames.SecUid)
        | (account.Handle is null ? ProfileNames.None : ProfileNames.Handle);

    /// <summary>Unpacks a profile.</summary>
    public static FollowedAccount Unpack(byte[] packed)
    {
        using BinaryReader reader = new(new MemoryStream(packed), Encoding.UTF8);
        DateTime retrievedAt = LocalTime(reader.ReadInt64());
        _ = reader.ReadByte();
        string? id = ReadText(reader);
        string? secUid = ReadText(reader);
        string? handle = ReadText(reader);
        // The initializer reads in the order in which Pack writes.
        return new FollowedAccount
        {
            RetrievedAt = retrievedAt,
            Id = id,
            SecUid = secUid,
            Handle = handle,
            DisplayName = ReadText(reader),
            Bio = ReadText(reader),
            Region = ReadText(reader),
            Language = ReadText(reader),
            AvatarUrl = ReadText(reader),
            ProfileUrl = ReadAddress(reader, handle),
            IsVerified = ReadFlag(reader),
            IsPrivate = ReadFlag(reader),
            CreatedAt = ReadNumber(reader) is long ticks ? LocalTime(ticks) : null,
            FollowerCount = ReadNumber(reader),
            FollowingCount = ReadNumber(reader),
            LikeCount = ReadNumber(reader),
            VideoCount = ReadNumber(reader),
            LikedCount = ReadNumber(reader),
        };
    }

    private static DateTime LocalTime(long ticks) => ticks == 0 ? default : new DateTime(ticks, DateTimeKind.Local);

    private static string AddressOf(string handle) => ProfileAddress + handle;

    private static void WriteId(BinaryWriter writer, string? id)
    {
        if (id is not null && TryReadNumber(id, out long number))
        {
            writer.Write((byte)Mark.Number);
            writer.Write(number);
            return;
        }
        Write(writer, id);
    }

    // The text must be the one that the number is formatted as: "07" is another text than "7".
    private static bool TryReadNumber(string id, out long number)
    {
        number = 0;
        if (id.Length is 0 or > 19 || (id[0] == '0' && id.Length > 1))
        {
            return false;
        }
        foreach (char c in id)
        {
            if (c is < '0' or > '9' || number > (long.MaxValue - 9) / 10)
            {
                return false;
            }
            number = (number * 10) + (c - '0');
        }
        return true;
    }

    private static void WriteAddress(BinaryWriter writer, string? address, string? handle)
    {
        if (address is not null && handle is not null && address == AddressOf(handle))
        {
            writer.Write((byte)Mark.Derived);
            return;
        }
        Write(writer, address);
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        if (text is null)
        {
            writer.Write((byte)Mark.Null);
            return;
        }
        if (HasHalfPair(text))
        {
            // UTF-8 cannot represent it, and two different names must not become the same.
            writer.Write((byte)Mark.Units);
            writer.Write(text.Length);
            foreach (char unit in text)
            {
                writer.Write((ushort)unit);
            }
            return;
        }
        writer.Write((byte)Mark.Value);
        writer.Write(text);
    }

    private static bool HasHalfPair(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static void Write(BinaryWriter writer, bool? flag) => writer.Write((byte)(flag switch
    {
        null => Mark.Null,
        false => Mark.False,
        true => Mark.True,
    }));

    private static void Write(BinaryWriter writer, long? number)
    {
        writer.Write((byte)(number is null ? Mark.Null : Mark.Number));
        if (number is long value)
        {
            writer.Write(value);
        }
    }

    private static string? ReadText(BinaryReader reader) => ReadText(reader, (Mark)reader.ReadByte());

    private static string? ReadText(BinaryReader reader, Mark mark)
    {
        switch (mark)
        {
            case Mark.Null:
                return null;
            case Mark.Number:
                return reader.ReadInt64().ToString(CultureInfo.InvariantCulture);
            case Mark.Units:
                char[] units = new char[reader.ReadInt32()];
                for (int i = 0; i < units.Length; i++)
                {
                    units[i] = (char)reader.ReadUInt16();
                }
                return new string(units);
            default:
                return reader.ReadString();
        }
    }

    private static string? ReadAddress(BinaryReader reader, string? handle)
    {
        Mark mark = (Mark)reader.ReadByte();
        return mark == Mark.Derived ? AddressOf(handle!) : ReadText(reader, mark);
    }

    private static bool? ReadFlag(BinaryReader reader) => (Mark)reader.ReadByte() switch
    {
        Mark.Null => null,
        Mark.True => true,
        _ => false,
    };

    private static long? ReadNumber(BinaryReader reader) =>
        (Mark)reader.ReadByte() == Mark.Null ? null : reader.ReadInt64();
}
