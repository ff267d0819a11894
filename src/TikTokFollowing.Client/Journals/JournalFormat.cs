using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Journals;

/// <summary>
/// Writes and reads the lines of a journal. Each is a JSON object: the first describes the list, and each other one is
/// a page. <c>docs/journal.md</c> describes the format for users. A change that older versions cannot read needs a new
/// <see cref="Version"/>.
/// </summary>
internal static class JournalFormat
{
    public const string Name = "TikTokFollowing journal";
    public const int Version = 1;

    /// <summary>Describes a file that is not a journal, as the end of a message.</summary>
    public const string NotAJournal = "it is not a journal of this module.";

    // Letters of all languages stay readable. The file is not part of a web page.
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Gets the start of all headers, to distinguish a header that was cut off from another file.</summary>
    public static byte[] HeaderStart { get; } =
        System.Text.Encoding.UTF8.GetBytes($"{{\"Format\":\"{Name}\",\"Version\":{Version},");

    public static void WriteHeader(Stream stream, JournalHeader header) => WriteLine(stream, json =>
    {
        json.WriteString("Format", Name);
        json.WriteNumber("Version", Version);
        json.WriteString("Provider", header.Provider);
        json.WriteString("Handle", header.Handle.Value);
        json.WriteString("Cursor", header.Cursor);
        WriteIfTrue(json, "Trim", header.IsTrimmed);
        WriteIfTrue(json, "IsFictitious", header.IsFictitious);
    });

    /// <param name="stream">The stream to write to.</param>
    /// <param name="cursor">The cursor with which the page was requested.</param>
    /// <param name="page">The page.</param>
    public static void WritePage(Stream stream, string? cursor, FollowingPage page) => WriteLine(stream, json =>
    {
        json.WriteString("Cursor", cursor);
        json.WriteString("NextCursor", page.NextCursor);
        json.WriteBoolean("HasMore", page.HasMore);
        // The provider cut the page: its accounts were paid for, and the page at the same cursor is still missing.
        WriteIfTrue(json, "Cut", page is { HasMore: true, NextCursor: null });
        WriteIfTrue(json, "Truncated", page is { HasMore: false, Extent.IsTruncated: true });
        WriteNumber(json, "Total", page.Total);
        json.WriteNumber("CreditsCharged", page.CreditsCharged);
        WriteNumber(json, "CreditsRemaining", page.CreditsRemaining);
        WriteText(json, "RequestId", page.RequestId);
        WriteTime(json, "FollowedAfter", page.FollowedAfter);
        WriteTime(json, "FollowedBefore", page.FollowedBefore);
        WriteTime(json, "RetrievedAt", page.Count > 0 ? page.Accounts[0].RetrievedAt : page.RetrievedAt);
        json.WriteStartArray("Accounts");
        foreach (FollowedAccount account in page.Accounts)
        {
            WriteAccount(json, account);
        }
        json.WriteEndArray();
    });

    /// <exception cref="JsonException">The line is not JSON, or is cut off.</exception>
    public static SparseJson Parse(Memory<byte> line) =>
        SparseJson.Parse(line) ?? throw new JsonException("It ends too early.");

    /// <exception cref="InvalidDataException">
    /// The line is not the header of a journal, or this version cannot read the journal.
    /// </exception>
    public static void CheckFormat(JsonPart header)
    {
        if (header.Field("Format").Text() != Name)
        {
            throw new InvalidDataException(NotAJournal);
        }
        long? version = header.Field("Version").Number();
        if (version != Version)
        {
            throw new InvalidDataException(
                $"it has format version {version}, and this version of the module supports {Version}.");
        }
    }

    /// <summary>Reads a page. Its accounts have all properties that were written, and no position.</summary>
    /// <exception cref="InvalidDataException">The line is not the page of this list at this cursor.</exception>
    public static FollowingPage ReadPage(JsonPart line, string provider, string handle, string? cursor)
    {
        JsonPart accounts = line.Field("Accounts");
        if (accounts.ValueKind != JsonValueKind.Array || line.Field("HasMore").Flag() is not bool hasMore)
        {
            throw new InvalidDataException("one of its lines is not a page.");
        }
        if (Text(line.Field("Cursor")) != cursor)
        {
            throw new InvalidDataException("one of its pages does not continue the previous page.");
        }

        DateTime? after = Time(line.Field("FollowedAfter"));
        DateTime? before = Time(line.Field("FollowedBefore"));
        DateTime? retrievedAt = Time(line.Field("RetrievedAt"));
        List<FollowedAccount> read = [];
        foreach (JsonPart account in accounts.Children())
        {
            read.Add(ReadAccount(account, provider, handle, after, before, retrievedAt ?? default));
        }

        string? next = Text(line.Field("NextCursor"));
        if (hasMore && next is null && line.Field("Cut").Flag() != true)
        {
            throw new InvalidDataException("one of its pages has no next cursor.");
        }
        return new FollowingPage
        {
            Handle = handle,
            Provider = provider,
            Accounts = read,
            Total = line.Field("Total").Number(),
            HasMore = hasMore,
            NextCursor = next,
            FollowedAfter = after,
            FollowedBefore = before,
            CreditsCharged = line.Field("CreditsCharged").Number() ?? 0,
            CreditsRemaining = line.Field("CreditsRemaining").Number(),
            RequestId = Text(line.Field("RequestId")),
            RetrievedAt = retrievedAt,
            Extent = new ListExtent { IsAtEnd = !hasMore, IsTruncated = line.Field("Truncated").Flag() == true },
        };
    }

    private static void WriteLine(Stream stream, Action<Utf8JsonWriter> writeFields)
    {
        using (Utf8JsonWriter json = new(stream, s_options))
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    private static void WriteAccount(Utf8JsonWriter json, FollowedAccount account)
    {
        json.WriteStartObject();
        WriteText(json, "Handle", account.Handle);
        WriteText(json, "DisplayName", account.DisplayName);
        WriteText(json, "Id", account.Id);
        WriteText(json, "SecUid", account.SecUid);
        WriteText(json, "Bio", account.Bio);
        WriteFlag(json, "IsVerified", account.IsVerified);
        WriteFlag(json, "IsPrivate", account.IsPrivate);
        WriteText(json, "Region", account.Region);
        WriteText(json, "Language", account.Language);
        WriteTime(json, "CreatedAt", account.CreatedAt);
        WriteText(json, "AvatarUrl", account.AvatarUrl);
        WriteText(json, "ProfileUrl", account.ProfileUrl);
        WriteNumber(json, "FollowerCount", account.FollowerCount);
        WriteNumber(json, "FollowingCount", account.FollowingCount);
        WriteNumber(json, "LikeCount", account.LikeCount);
        WriteNumber(json, "VideoCount", account.VideoCount);
        WriteNumber(json, "LikedCount", account.LikedCount);
        WriteText(json, "Raw", account.Raw);
        json.WriteEndObject();
    }

    private static FollowedAccount ReadAccount(
        JsonPart account,
        string provider,
        string handle,
        DateTime? after,
        DateTime? before,
        DateTime retrievedAt) => new()
    {
        Handle = Text(account.Field("Handle")),
        DisplayName = Text(account.Field("DisplayName")),
        Id = Text(account.Field("Id")),
        SecUid = Text(account.Field("SecUid")),
        Bio = Text(account.Field("Bio")),
        IsVerified = account.Field("IsVerified").Flag(),
        IsPrivate = account.Field("IsPrivate").Flag(),
        Region = Text(account.Field("Region")),
        Language = Text(account.Field("Language")),
        CreatedAt = Time(account.Field("CreatedAt")),
        AvatarUrl = Text(account.Field("AvatarUrl")),
        ProfileUrl = Text(account.Field("ProfileUrl")),
        FollowerCount = account.Field("FollowerCount").Number(),
        FollowingCount = account.Field("FollowingCount").Number(),
        LikeCount = account.Field("LikeCount").Number(),
        VideoCount = account.Field("VideoCount").Number(),
        LikedCount = account.Field("LikedCount").Number(),
        FollowedBy = handle,
        FollowedAfter = after,
        FollowedBefore = before,
        Provider = provider,
        RetrievedAt = retrievedAt,
        Raw = Text(account.Field("Raw")),
    };

    // Unlike the text of a provider, the text of a journal is not normalized.
    private static string? Text(JsonPart element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static DateTime? Time(JsonPart element)
    {
        bool isTime = DateTime.TryParseExact(
            Text(element), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time);
        return isTime ? time.ToLocalTime() : null;
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is not null)
        {
            json.WriteNumber(name, value.Value);
        }
    }

    private static void WriteIfTrue(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, true);
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is not null)
        {
            json.WriteBoolean(name, value.Value);
        }
    }

    // UTC, so that a journal means the same on another machine. The objects have local times.
    private static void WriteTime(Utf8JsonWriter json, string name, DateTime? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value.Value.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        }
    }
}
