using System.Globalization;

namespace TikTokFollowing.Client.Overlap;

/// <summary>
/// Writes the profile of an account as bytes, which take about a quarter of the memory of the object.
/// <see cref="ProfileUnpacker"/> reads them.
/// </summary>
/// <param name="fields">The fields to write.</param>
/// <param name="prefixes">Numbers the prefixes of the addresses of pictures.</param>
internal sealed class ProfilePacker(ProfileFields fields, AddressPrefixes prefixes)
{
    /// <summary>Specifies the header of a text: its kind, or its length plus <see cref="Text"/>.</summary>
    public const int Null = 0, Derived = 1, Number = 2, Prefixed = 3, Text = 4;

    private readonly List<byte> _bytes = [];

    /// <summary>Returns the profile without the properties that belong to one list.</summary>
    /// <param name="account">The account.</param>
    /// <param name="names">Another record of the account, with identifiers that this one lacks.</param>
    public byte[] Pack(FollowedAccount account, FollowedAccount? names = null)
    {
        _bytes.Clear();
        string? handle = account.Handle ?? names?.Handle;
        WriteNumber((ulong)account.RetrievedAt.Ticks);
        WriteId(account.Id ?? names?.Id);
        Write(account.SecUid ?? names?.SecUid);
        Write(handle);
        Write(account.DisplayName);
        Write(account.Region);
        Write(account.IsVerified);
        Write(account.FollowerCount);
        if (fields == ProfileFields.All)
        {
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
        return [.. _bytes];
    }

    /// <summary>Returns the address of the profile page of a handle.</summary>
    public static string AddressOf(string? handle) => "https://www.tiktok.com/@" + handle;

    private void WriteId(string? id)
    {
        // The text must be the one that the number is formatted as: "07" is another text than "7".
        if (ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            && number.ToString(CultureInfo.InvariantCulture) == id)
        {
            WriteNumber(Number);
            WriteNumber(number);
            return;
        }
        Write(id);
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
        if (handle is not null && address == AddressOf(handle))
        {
            WriteNumber(Derived);
            return;
        }
        Write(address);
    }

    // Each UTF-16 unit is a number. UTF-8 is not shorter, and cannot represent half a surrogate pair.
    private void Write(string? text)
    {
        WriteNumber(text is null ? Null : (ulong)text.Length + Text);
        foreach (char unit in text ?? "")
        {
            WriteNumber(unit);
        }
    }

    private void Write(bool? flag) => WriteNumber(flag is null ? 0UL : flag.Value ? 2UL : 1UL);

    private void Write(long? number)
    {
        WriteNumber(number is null ? 0UL : 1UL);
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
            _bytes.Add((byte)(number | 0x80));
            number >>= 7;
        }
        _bytes.Add((byte)number);
    }
}
