using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace TikTokFollowing.Demo;

/// <summary>Accounts as a table, 80 columns wide.</summary>
internal static class AccountTable
{
    // A negative width aligns to the right: the opposite of composite formatting, as names are the rule here.
    private static readonly (string Title, int Width, Func<FollowedAccount, string?> Text)[] s_columns =
    [
        ("Handle", 18, account => account.Handle),
        ("Name", 16, account => account.DisplayName),
        ("Followers", -11, account => $"{account.FollowerCount:N0}"),
        ("Following", -9, account => $"{account.FollowingCount:N0}"),
        ("Videos", -6, account => $"{account.VideoCount:N0}"),
        ("Verified", 8, account => account.IsVerified switch { true => "yes", false => "no", null => null }),
        ("Region", 6, account => account.Region),
    ];

    public static void Write(TextWriter output, IEnumerable<FollowedAccount> accounts)
    {
        output.WriteLine(Line(s_columns.Select(column => Fit(column.Title, column.Width))));
        output.WriteLine(Line(s_columns.Select(column => new string('-', Math.Abs(column.Width)))));
        foreach (FollowedAccount account in accounts)
        {
            output.WriteLine(Line(s_columns.Select(column => Fit(column.Text(account) ?? "", column.Width))));
        }
    }

    private static string Line(IEnumerable<string> cells) => string.Join(' ', cells).TrimEnd();

    /// <summary>The text in exactly so many columns of a terminal, cut with an ellipsis where it has more.</summary>
    private static string Fit(string text, int width)
    {
        int room = Math.Abs(width);
        List<string> letters = Letters(text);
        bool isCut = letters.Sum(Columns) > room;
        if (isCut) { room--; }

        StringBuilder fitted = new();
        foreach (string letter in letters)
        {
            if (Columns(letter) > room) { break; }
            fitted.Append(letter);
            room -= Columns(letter);
        }
        if (isCut) { fitted.Append('…'); }
        return width < 0 ? new string(' ', room) + fitted : fitted.Append(' ', room).ToString();
    }

    // Names come from strangers: what could steer the terminal, or turn the direction of writing, becomes a space.
    private static List<string> Letters(string text)
    {
        List<string> letters = [];
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            string letter = elements.GetTextElement();
            letters.Add(CharUnicodeInfo.GetUnicodeCategory(letter, 0) is UnicodeCategory.Control or UnicodeCategory.Format ? " " : letter);
        }
        return letters;
    }

    // Chinese, Japanese, Korean and emoji take two columns.
    private static int Columns(string letter) => Rune.GetRuneAt(letter, 0).Value switch
    {
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE4F => 2,
        >= 0xFF00 and <= 0xFF60 or 0x2728 or >= 0x1F1E6 and <= 0x1F64F or >= 0x1F680 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD => 2,
        _ => 1,
    };
}
