using System.Text;

namespace TikTokFollowing.Client.Overlap;

/// <summary>
/// Writes the profile of an account as bytes, which take about a quarter of the memory of the object.
/// <see cref="ProfileUnpacker"/> reads them.
/// </summary>
/// <param name="fields">The fields to write.</param>
/// <param name="prefixes">Numbers the prefixes of the addresses of pictures.</param>
internal sealed class ProfilePacker(ProfileFields fields, AddressPrefixes prefixes)
{
    /// <summary>The header of a text: its kind, or the length of its UTF-8 plus <see cref="Utf8"/>.</summary>
    public const int Null = 0, Derived = 1, Number = 2, Units = 3, Prefixed = 4, Utf8 = 5;

    /// <summary>The bits of a flag.</summary>
    public const byte Known = 1, True = 2;

    /// <summary>The position of the time, which is the number of ticks as eight bytes.</summary>
    public const int TimeOffset = 0;

    /// <summary>The position of the <see cref="ProfileNames"/>, one byte.</summary>
    public const int NamesOffset = sizeof(long);

    // Most profiles are shorter.
    private byte[] _bytes = new byte[1024];

    /// <summary>Gets the bytes of the last profile, up to <see cref="Length"/>.</summary>
    public byte[] Bytes => _bytes;

    /// <summary>Gets the number of bytes of the last profile.</summary>
    public int Length { get; private set; }

    /// <summary>Writes the profile, without the properties of one list.</summary>
    /// <param name="account">The account.</param>
    /// <param name="names">Another record of the account, with identifiers that this one lacks.</param>
    public void Pack(FollowedAccount account, FollowedAccount? names = null)
    {
        Length = 0;
        foreach (byte part in BitConverter.GetBytes(account.RetrievedAt.Ticks))
        {
            Write(part);
        }
        Write((byte)(NamesOf(account) | (names is null ? ProfileNames.None : NamesOf(names))));
        string? handle = account.Handle ?? names?.Handle;
        WriteId(account.Id ?? names?.Id);
        Write(account.SecUid ?? names?.SecUid);
        Write(handle);
        Write(account.DisplayName);
        Write(account.Region);
        Write(account.IsVerified);
        Write(account.FollowerCount);
        if (fields == ProfileFields.Node)
        {
            return;
        }
        Write(account.Bio);
        Write(account.Language);
        WritePicture(account.AvatarUrl);
        WriteAddress(account.ProfileUrl, handle);
        Write(account.IsPrivate);
        Write(account.CreatedAt?.Ticks);
        Write(account.FollowingCount);
        Write(account.LikeCount);
        Write(account.VideoCount);
        Write(account.LikedCount);
    }

    /// <summary>Returns the identifiers that an account has.</summary>
    public static ProfileNames NamesOf(FollowedAccount account) =>
        (account.Id is null ? ProfileNames.None : ProfileNames.Id)
        | (account.SecUid is null ? ProfileNames.None : ProfileNames.SecUid)
        | (account.Handle is null ? ProfileNames.None : ProfileNames.Handle);

    /// <summary>Returns the address of the profile page of a handle.</summary>
    public static string AddressOf(string handle) => "https://www.tiktok.com/@" + handle;

    private void WriteId(string? id)
    {
        if (id is not null && TryReadNumber(id, out long number))
        {
            WriteNumber(Number);
            WriteNumber((ulong)number);
            return;
        }
        Write(id);
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

    private void WritePicture(string? address)
    {
        if (address is not null && prefixes.FindOrAdd(address) is int prefix)
        {
            WriteNumber(Prefixed);
            WriteNumber((ulong)prefix);
            address = address.Substring(prefixes[prefix].Length);
        }
        Write(address);
    }

    private void WriteAddress(string? address, string? handle)
    {
        if (address is not null && handle is not null && address == AddressOf(handle))
        {
            WriteNumber(Derived);
            return;
        }
        Write(address);
    }

    private void Write(string? text)
    {
        if (text is null)
        {
            WriteNumber(Null);
            return;
        }
        if (HasHalfPair(text))
        {
            // UTF-8 cannot represent it, and two different names must not become the same.
            WriteNumber(Units);
            WriteNumber((ulong)text.Length);
            foreach (char unit in text)
            {
                WriteNumber(unit);
            }
            return;
        }
        int length = Encoding.UTF8.GetByteCount(text);
        WriteNumber((ulong)length + Utf8);
        Reserve(length);
        Length += Encoding.UTF8.GetBytes(text, 0, text.Length, _bytes, Length);
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

    private void Write(bool? flag) => Write((byte)((flag is null ? 0 : Known) | (flag is true ? True : 0)));

    private void Write(long? number)
    {
        Write(number is null ? (byte)0 : Known);
        if (number is long value)
        {
            // The sign becomes the lowest bit, so that small negative numbers are short, too.
            WriteNumber(unchecked((ulong)((value << 1) ^ (value >> 63))));
        }
    }

    // Seven bits in each byte, the lowest first. The highest bit of a byte states that another one follows.
    private void WriteNumber(ulong number)
    {
        while (number > 0x7F)
        {
            Write((byte)(number | 0x80));
            number >>= 7;
        }
        Write((byte)number);
    }

    private void Write(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    private void Reserve(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }
    }
}
