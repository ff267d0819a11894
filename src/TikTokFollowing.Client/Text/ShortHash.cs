using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TikTokFollowing.Client.Text;

/// <summary>Computes short hashes. A short hash is the start of a SHA-256 hash in hexadecimal digits.</summary>
internal static class ShortHash
{
    public const int Length = 16;

    public static string Of(string text)
    {
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes(text));
        return Reset(sha);
    }

    /// <summary>Returns the hash of the appended data, and resets the hash.</summary>
    public static string Reset(IncrementalHash sha) => string.Concat(sha.GetHashAndReset()
        .Take(Length / 2)
        .Select(static value => value.ToString("x2", CultureInfo.InvariantCulture)));
}
