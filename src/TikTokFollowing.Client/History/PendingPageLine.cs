using System.Globalization;
using System.Text;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.History;

/// <summary>Writes and reads a page as a journal does, in ASCII.</summary>
internal static class PendingPageLine
{
    public static ReadOnlyMemory<byte> Write(PendingPage page)
    {
        using MemoryStream line = new();
        JournalFormat.WritePage(line, page.Cursor, page.Page);
        string text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length - 1);
        StringBuilder ascii = new(text.Length);
        foreach (char c in text)
        {
            // Only strings contain other characters, and every string can contain an escape.
            if (c < 0x7F)
            {
                ascii.Append(c);
            }
            else
            {
                ascii.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }
        return Encoding.ASCII.GetBytes(ascii.ToString());
    }

    /// <exception cref="InvalidDataException">The line is no page.</exception>
    /// <exception cref="System.Text.Json.JsonException">The line is not JSON.</exception>
    public static FollowingPage Read(ReadOnlyMemory<byte> line, PendingPage facts, string handle)
    {
        using SparseJson json = JournalFormat.Parse(line.ToArray());
        return JournalFormat.ReadPage(json.Root, facts.Provider, handle, facts.Cursor);
    }
}
