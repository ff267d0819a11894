using System.Security.Cryptography;
using System.Text;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Represents the chain of hashes in a file of committed lines. The header and each commit line end with
/// <c>,"Hash":"0123456789abcdef"}</c>: the start of the SHA-256 of the previous hash and of all lines after it.
/// </summary>
internal sealed class LineSeal : IDisposable
{
    private static readonly byte[] s_lineFeed = [(byte)'\n'];
    private static readonly byte[] s_hex = Encoding.ASCII.GetBytes("0123456789abcdef");

    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Gets the hash of the last sealed line; empty at the start of a file.</summary>
    public string Hash { get; private set; } = "";

    // Quotation marks inside of JSON strings are escaped, so the text of an account cannot contain it.
    private static ReadOnlySpan<byte> Start => ",\"Hash\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    private static int Length => Start.Length + ShortHash.Length + End.Length;

    public void Dispose() => _sha.Dispose();

    /// <summary>Continues the chain of a file that another seal has read.</summary>
    public void Continue(string hash) => Hash = hash;

    /// <summary>Starts the lines that follow the last sealed one.</summary>
    public void StartLines()
    {
        _sha.GetHashAndReset();
        AddLine(Encoding.ASCII.GetBytes(Hash));
    }

    /// <summary>Adds a line without its end to the lines to seal.</summary>
    public void AddLine(ReadOnlySpan<byte> line)
    {
        Append(line);
        Append(s_lineFeed);
    }

    /// <summary>Seals a line that starts with the given bytes, and continues the chain with it.</summary>
    /// <returns>The end of the line, without a line feed.</returns>
    public byte[] Seal(ReadOnlySpan<byte> line)
    {
        Append(line);
        Hash = ShortHash.Reset(_sha);
        return [.. Start, .. Encoding.ASCII.GetBytes(Hash), .. End];
    }

    /// <summary>Continues the chain with a line if its seal proves it and the lines before it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="length">The length of <see cref="FindEnd"/>.</param>
    public bool TryContinue(ReadOnlySpan<byte> line, int length)
    {
        Append(line.Slice(0, length - Length));
        string hash = ShortHash.Reset(_sha);
        bool isProven = line.Slice(length - End.Length - ShortHash.Length, ShortHash.Length)
            .SequenceEqual(Encoding.ASCII.GetBytes(hash));
        Hash = isProven ? hash : Hash;
        return isProven;
    }

    /// <summary>Returns the length of a line up to the end of its first seal; 0 if it has none.</summary>
    public static int FindEnd(ReadOnlySpan<byte> line)
    {
        int start = line.IndexOf(Start);
        return start >= 0 && line.Length - start >= Length && CountDifferences(line.Slice(start)) == 0
            ? start + Length
            : 0;
    }

    /// <summary>
    /// Indicates whether bytes contain a seal, of which one byte can be damaged. A line that was cut off has none, also
    /// if zeros follow it after a power failure.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i <= bytes.Length - Length; i++)
        {
            bool isZeroed = bytes[i + Length - 1] == 0 && (i + Length == bytes.Length || bytes[i + Length] == 0);
            if (!isZeroed && CountDifferences(bytes.Slice(i)) <= 1)
            {
                return true;
            }
        }
        return false;
    }

    private static int CountDifferences(ReadOnlySpan<byte> bytes)
    {
        int differences = 0;
        for (int i = 0; i < Length && differences <= 1; i++)
        {
            bool isEqual = i < Start.Length ? bytes[i] == Start[i]
                : i < Start.Length + ShortHash.Length ? s_hex.AsSpan().IndexOf(bytes[i]) >= 0
                : bytes[i] == End[i - Start.Length - ShortHash.Length];
            differences += isEqual ? 0 : 1;
        }
        return differences;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
#if NETFRAMEWORK
        _sha.AppendData(bytes.ToArray());
#else
        _sha.AppendData(bytes);
#endif
    }
}
