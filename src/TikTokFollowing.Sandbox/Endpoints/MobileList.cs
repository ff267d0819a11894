using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Writes the list response of TikTok's mobile API. SociaVault wraps it, ScrapeCreators returns it almost unchanged.
/// </summary>
internal static class MobileList
{
    public static void Identify(Exchange exchange, string listPath)
    {
        exchange.IsList = exchange.Request.Path == listPath;
        exchange.Handle = exchange.Request.Parameter("handle");
        exchange.Cursor = exchange.Request.Parameter("min_time");
    }

    /// <summary>Reads the cursor. Returns false if it is not a number.</summary>
    public static bool TryReadMinTime(Exchange exchange, out long? minTime)
    {
        minTime = null;
        if (string.IsNullOrEmpty(exchange.Cursor))
        {
            return true;
        }

        if (!long.TryParse(exchange.Cursor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time))
        {
            return false;
        }

        minTime = time;
        return true;
    }

    /// <summary>Indicates whether the request is for the trimmed response.</summary>
    public static bool IsTrimmed(Exchange exchange) =>
        exchange.Request.Parameter("trim") is { } trim
        && (trim == "1" || trim.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Writes the members of the response object except <c>success</c>.</summary>
    public static void WritePage(
        Utf8JsonWriter writer,
        Exchange exchange,
        TimePage page,
        ListStyle style,
        bool isTrimmed)
    {
        if (!isTrimmed)
        {
            WriteExtra(writer, exchange, style);
        }

        writer.WritePropertyName("followings");
        WriteAccounts(writer, exchange, page, style, isTrimmed);
        if (isTrimmed)
        {
            writer.WriteNumber("min_time", page.MinTime);
            writer.WriteNumber("total", page.List.Count);
            return;
        }

        writer.WriteBoolean("has_more", page.HasMore);
        WriteLogId(writer, exchange);
        writer.WriteNumber("max_time", exchange.UnixNow);
        writer.WriteNumber("min_time", page.MinTime);
        writer.WriteString("myself_user_id", "0");
        writer.WriteString("next_page_token", PageToken(page));
        writer.WriteNumber("offset", 0);

        // This field is about recommendations. Sometimes it is false in mid-list, to detect clients that stop there.
        writer.WriteBoolean("rec_has_more", page.HasMore && StableHash.Mix(page.List.OwnerId, page.End) % 4 != 0);
        WriteStatus(writer, 0, "");
        writer.WriteNumber("total", page.List.Count);
    }

    /// <summary>
    /// Writes a refusal with status 200: without accounts, has_more and total. It is complete even for trimmed
    /// requests.
    /// </summary>
    public static void WriteRefusal(Utf8JsonWriter writer, Exchange exchange, ListStyle style, OwnerKind kind)
    {
        WriteExtra(writer, exchange, style);
        WriteLogId(writer, exchange);
        writer.WriteString("myself_user_id", "0");
        switch (kind)
        {
            case OwnerKind.Hidden:
                WriteStatus(writer, 3002060, "Profile user is hiding following list");
                break;
            case OwnerKind.Private:
                WriteStatus(writer, 2096, "You don't have permission to view this account");
                break;
            default:
                WriteStatus(writer, 2065, "User doesn't exist");
                break;
        }
    }

    private static void WriteAccounts(
        Utf8JsonWriter writer,
        Exchange exchange,
        TimePage page,
        ListStyle style,
        bool isTrimmed)
    {
        MobileRecord.StartList(writer, style);
        foreach (int place in MobileRecord.OrderOf(style, page.End - page.First))
        {
            if (style == ListStyle.NumberedObject)
            {
                writer.WritePropertyName(MobileRecord.Key(place));
            }

            SandboxAccount account = page.List.Account(page.First + place);
            new MobileRecord(account, style, exchange.UnixStarted).Write(writer, isTrimmed);
        }

        MobileRecord.EndList(writer, style);
    }

    private static string PageToken(TimePage page) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(
            FormattableString.Invariant($"{{\"max_cursor\":{page.MaxTime},\"min_cursor\":{page.MinTime}}}")));

    private static void WriteExtra(Utf8JsonWriter writer, Exchange exchange, ListStyle style)
    {
        writer.WriteStartObject("extra");
        writer.WritePropertyName("fatal_item_ids");
        MobileRecord.WriteEmptyList(writer, style);
        writer.WriteString("logid", exchange.RequestId);
        writer.WriteNumber("now", exchange.Now.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    private static void WriteLogId(Utf8JsonWriter writer, Exchange exchange)
    {
        writer.WriteStartObject("log_pb");
        writer.WriteString("impr_id", exchange.RequestId);
        writer.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter writer, int code, string message)
    {
        writer.WriteNumber("status_code", code);
        writer.WriteString("status_msg", message);
    }
}
