using System.Text;

namespace TikTokFollowing.Client.Journals;

/// <summary>
/// Opens text files of every Unicode encoding, with and without a byte order mark. Bytes that are no text in it are an
/// error: a file is read whole or not at all.
/// </summary>
internal static class TextFile
{
    private const int BufferSize = 64 * 1024;

    /// <exception cref="IOException">The file cannot be opened, or it is not a regular file.</exception>
    /// <exception cref="InvalidDataException">The file is cut off inside a character.</exception>
    public static StreamReader Open(string path)
    {
        RegularFile.ThrowIfOther(path);
        // Another command may be writing to it.
        FileStream file = new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            BufferSize,
            FileOptions.SequentialScan);
        try
        {
            (Encoding encoding, int mark, int unit) = Detect(file);
            if (file.Length % unit != 0)
            {
                throw new InvalidDataException("it is cut off inside a character.");
            }
            file.Position = mark;
            return new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: false, BufferSize);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Indicates whether the last line of a text file has no line end.</summary>
    public static bool IsTorn(string path)
    {
        RegularFile.ThrowIfOther(path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        (_, int mark, int unit) = Detect(file);
        if (file.Length - mark < unit)
        {
            return false;
        }
        file.Position = file.Length - unit;
        bool isLineEnd = false;
        for (int i = 0; i < unit; i++)
        {
            isLineEnd |= file.ReadByte() == '\n';
        }
        return !isLineEnd;
    }

    private static (Encoding Encoding, int Mark, int Unit) Detect(FileStream file)
    {
        byte[] start = new byte[4];
        file.Position = 0;
        int length = 0;
        while (length < start.Length && file.Read(start, length, start.Length - length) is int read and > 0)
        {
            length += read;
        }
        bool isLittle = length >= 2 && start[0] == 0xFF && start[1] == 0xFE;
        bool isBig = length >= 2 && start[0] == 0xFE && start[1] == 0xFF;
        if (length == 4 && isLittle && start[2] == 0 && start[3] == 0)
        {
            return (new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true), 4, 4);
        }
        if (isLittle || isBig)
        {
            return (new UnicodeEncoding(isBig, byteOrderMark: true, throwOnInvalidBytes: true), 2, 2);
        }
        // Files of these formats start with an ASCII character.
        if (length >= 2 && start[0] == 0 != (start[1] == 0))
        {
            bool isBigEndian = start[0] == 0;
            return (new UnicodeEncoding(isBigEndian, byteOrderMark: false, throwOnInvalidBytes: true), 0, 2);
        }
        bool hasMark = length >= 3 && start[0] == 0xEF && start[1] == 0xBB && start[2] == 0xBF;
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        return (utf8, hasMark ? 3 : 0, 1);
    }
}
