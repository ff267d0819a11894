using System.Globalization;
using System.Text;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.History;

/// <summary>Represents an update that has started: the state that it continues, and its options.</summary>
internal sealed record PendingUpdate
{
    private static readonly JsonFields<PendingUpdate> s_fields = new("Format", "Version", "Hash")
    {
        "Handle",
        { "Sandbox", nameof(IsSandbox) },
        "Commit",
        "CommitHash",
        "StartedAt",
        "IsFull",
        "IncludeProfile",
        "IncludeCount",
        "PageSize",
    };

    /// <summary>Gets the user, as the command named it.</summary>
    public string? Handle { get; init; }

    /// <summary>Indicates whether the accounts are fictitious.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Gets the number of the last commit of the history; 0 for a baseline.</summary>
    public long Commit { get; init; }

    /// <summary>Gets the hash of that commit; empty for a baseline.</summary>
    public string CommitHash { get; init; } = "";

    /// <summary>Gets the UTC time at which the update started.</summary>
    public DateTime StartedAt { get; init; }

    public bool IsFull { get; init; }

    public bool IncludeProfile { get; init; }

    public bool IncludeCount { get; init; }

    public int? PageSize { get; init; }

    /// <exception cref="System.Text.Json.JsonException">The line has other fields.</exception>
    public static PendingUpdate Read(ReadOnlyMemory<byte> line) =>
        HistoryJson.ReadObject(line, s_fields, new PendingUpdate());

    public ReadOnlyMemory<byte> ToJson() => HistoryJson.WriteObject(s_fields, this, new PendingUpdate());
}

/// <summary>Represents a page of an update that is on disk.</summary>
internal sealed record PendingPage
{
    private static readonly JsonFields<PendingPage> s_fields =
        new("Commit", "Hash") { "Provider", "ReadAt", "Cursor" };

    public string Provider { get; init; } = "";

    /// <summary>Gets the cursor of the request; null for the start of the list.</summary>
    public string? Cursor { get; init; }

    /// <summary>Gets the UTC time of the response.</summary>
    public DateTime ReadAt { get; init; }

    public FollowingPage Page { get; init; } = new();

    /// <summary>Reads a page.</summary>
    /// <exception cref="InvalidDataException">The lines are no page.</exception>
    public static PendingPage Read(CommittedLines lines, string handle)
    {
        PendingPage facts = HistoryJson.ReadObject(lines.Commit, s_fields, new PendingPage());
        if (lines.Lines.Count != 1)
        {
            throw new InvalidDataException("it has a page that this version of the module cannot read.");
        }
        using SparseJson json = JournalFormat.Parse(lines.Lines[0].ToArray());
        return facts with { Page = JournalFormat.ReadPage(json.Root, facts.Provider, handle, facts.Cursor) };
    }

    public ReadOnlyMemory<byte> ToCommit() => HistoryJson.WriteObject(s_fields, this, new PendingPage());

    /// <summary>Returns the page in the format of a journal, in ASCII.</summary>
    public ReadOnlyMemory<byte> ToLine()
    {
        using MemoryStream line = new();
        JournalFormat.WritePage(line, Cursor, Page);
        StringBuilder ascii = new((int)line.Length);
        foreach (char c in Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length - 1))
        {
            // Only strings contain non-ASCII characters, and an escape is valid in every string.
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
}
