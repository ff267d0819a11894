using System.Globalization;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Writes an account as TikTok's mobile API returns it: about 140 keys and 9 KB, of which about twelve are useful. Keys
/// and order are those of the record in SociaVault's documentation (read 2026-02). The field verification_type is 1 for
/// every account, contrary to the documentation.
/// </summary>
/// <param name="numbersItems">True for objects instead of arrays.</param>
internal sealed class MobileRecord(bool numbersItems)
{
    private static readonly JsonElement s_file = JsonTemplate.Load("MobileRecord");

    private static readonly (string Format, int Host)[] s_variants =
        [("heic", 0), ("heic", 1), ("webp", 0), ("jpeg", 0)];

    private readonly JsonTemplate _full = new(s_file.GetProperty("full"), numbersItems);
    private readonly JsonTemplate _trimmed = new(s_file.GetProperty("trimmed"), numbersItems);

    /// <summary>Returns the record of an account.</summary>
    public Action<Utf8JsonWriter> Of(SandboxAccount account, long clock, bool isTrimmed = false) =>
        writer => (isTrimmed ? _trimmed : _full).Write(writer, name => name switch
        {
            "clock" => clock,
            "HasAllKeys" => !account.HasFewerKeys,
            nameof(account.IsPrivate) when !account.HasSecretAsBool => account.IsPrivate ? 1 : 0,
            _ when account.HasCountsAsText && name.EndsWith("Count", StringComparison.Ordinal) =>
                Convert.ToString(account.Property(name), CultureInfo.InvariantCulture),
            _ when account.Property(name) is { } value => value,

            _ => AvatarUrls(account, name, clock),
        });

    /// <summary>Returns an address in the most widely supported format that the account has.</summary>
    public static string BestAvatarUrl(SandboxAccount account, int edge, long clock) =>
        AvatarUrl(account, edge, account.HasJpeg ? "jpeg" : "webp", 0, clock);

    /// <summary>Returns the addresses for a name such as <c>avatar720</c>: 720 is the edge in pixels.</summary>
    private static IEnumerable<object> AvatarUrls(SandboxAccount account, string name, long clock)
    {
        int edge = int.Parse(name.Replace("avatar", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return s_variants
            .Take(account.HasJpeg ? s_variants.Length : s_variants.Length - 1)
            .Select(variant => AvatarUrl(account, edge, variant.Format, variant.Host, clock));
    }

    /// <summary>Returns an address in the format of TikTok's signed ones, on a host that cannot exist.</summary>
    private static string AvatarUrl(SandboxAccount account, int edge, string format, int host, long clock)
    {
        int variant = (edge * 100) + (format[0] * 10) + host;
        SplitMix64 random = new(StableHash.Mix(StableHash.Of(account.AvatarUri), variant));
        string token = SandboxData.Hex(random.Next()).Substring(0, 8);
        string signature = Uri.EscapeDataString(Convert.ToBase64String(random.Bytes(20)));
        long expires = ((clock / 86400) + 2) * 86400;
        return FormattableString.Invariant(
            $"https://p{(host == 0 ? "16" : "19")}-common-sign.tiktokcdn-sandbox.example/{account.AvatarUri}")
            + FormattableString.Invariant($"~tplv-tiktokx-cropcenter-q:{edge}:{edge}:q70.{format}")
            + $"?dr=9607&idc=no1a&ps=87d6e48a&refresh_token={token}"
            + "&s=COMMON_RELATION_LIST&sc=avatar&shcp=65db1d19&shp=30310797&t=223449c4"
            + FormattableString.Invariant($"&x-expires={expires}&x-signature={signature}");
    }
}
