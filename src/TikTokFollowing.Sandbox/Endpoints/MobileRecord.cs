using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>Specifies how a provider represents the lists inside TikTok's records.</summary>
internal enum ListStyle
{
    /// <summary>As arrays.</summary>
    Array,

    /// <summary>
    /// As objects with the keys "0", "1", "10", "11", "2", sorted as text. SociaVault uses this style.
    /// </summary>
    NumberedObject,
}

/// <summary>
/// Writes an account as TikTok's mobile API returns it: about 140 keys and 9 KB, of which about twelve are useful. Keys
/// and order are those of the record in SociaVault's documentation (read 2026-02).
/// </summary>
internal sealed class MobileRecord(SandboxAccount account, ListStyle style, long clock)
{
    private const int ImageEdge = 720;

    private static readonly Field[] s_full =
    [
        Constant("accept_private_policy", "false"),
        Constant("account_labels", "null"),
        Constant("account_region", "\"\""),
        Constant("ad_cover_url", "null"),
        Constant("advance_feature_item_order", "null"),
        Constant("advanced_feature_info", "null"),
        Constant("apple_account", "0"),
        Constant("authority_status", "0"),
        Avatar("avatar_168x168", 168),
        Avatar("avatar_300x300", 300),
        Avatar("avatar_larger", 1080),
        Avatar("avatar_medium", 720),
        Avatar("avatar_thumb", 100),
        Text("avatar_uri", static a => a.AvatarUri),
        Count("aweme_count", static a => a.VideoCount),
        Constant("bind_phone", "\"\""),
        Constant("bold_fields", "null"),
        Constant("can_message_follow_status_list", "null"),
        Constant("can_set_geofencing", "null"),
        Constant("cha_list", "null"),
        Constant("comment_filter_status", "0"),
        Constant("comment_setting", "0"),
        Constant("commerce_user_level", "0"),
        EmptyList("cover_url"),
        Number("create_time", static a => a.CreatedAt),
        Text("custom_verify", static a => a.CustomVerify),
        Constant("cv_level", "\"\""),
        Constant("download_prompt_ts", "0"),
        Constant("download_setting", "0"),
        Constant("duet_setting", "0"),
        Constant("enabled_filter_all_comments", "false"),
        Text("enterprise_verify_reason", static a => a.EnterpriseVerify),
        Constant("events", "null"),
        Constant("fake_data_info", "{}"),
        Count("favoriting_count", static a => a.LikedCount),
        Constant("fb_expire_time", "0"),
        Constant("follow_status", "0"),
        Count("follower_count", static a => a.FollowerCount),
        Constant("follower_status", "0"),
        Constant("followers_detail", "null"),
        Count("following_count", static a => a.FollowingCount),
        Constant("friends_status", "0"),
        Constant("geofencing", "null"),
        Constant("google_account", "\"\""),
        Constant("has_email", "false"),
        Constant("has_facebook_token", "false"),
        Constant("has_insights", "false"),
        Constant("has_orders", "false"),
        Constant("has_twitter_token", "false"),
        Constant("has_youtube_token", "false"),
        Constant("hide_search", "true"),
        Constant("homepage_bottom_toast", "null"),
        Constant("ins_id", "\"\""),
        Constant("is_ad_fake", "false"),
        Constant("is_block", "false"),
        Constant("is_discipline_member", "false"),
        Constant("is_mute", "0"),
        Constant("is_mute_lives", "0"),
        Constant("is_mute_non_story_post", "0"),
        Constant("is_mute_story", "0"),
        Constant("is_phone_binded", "false"),
        Constant("is_star", "false"),
        Constant("item_list", "null"),
        Text("language", static a => a.Language),
        Constant("live_agreement", "0"),
        Constant("live_commerce", "false"),
        Constant("live_verify", "0"),
        Constant("mention_status", "1"),
        Constant("mutual_relation_avatars", "null"),
        Constant("need_points", "null"),
        Constant("need_recommend", "0"),
        Text("nickname", static a => a.DisplayName),
        Optional(
            "original_musician",
            """{"digg_count":0,"music_count":0,"music_used_count":0,"new_release_clip_ids":null}"""),
        Constant("platform_sync_info", "null"),
        Constant("prevent_download", "false"),
        Constant("react_setting", "0"),
        Text("region", static a => a.Region),
        Constant("relative_users", "null"),
        Constant("reply_with_video_flag", "4"),
        Constant("room_id", "0"),
        Constant("search_highlight", "null"),
        Text("sec_uid", static a => a.SecUid),
        new("secret", static (writer, record) => record.WriteSecret(writer)),
        new("share_info", static (writer, record) => record.WriteShareInfo(writer)),
        Optional("share_qrcode_uri", "\"\""),
        Constant("shield_comment_notice", "0"),
        Constant("shield_digg_notice", "0"),
        Constant("shield_edit_field_info", "null"),
        Constant("shield_follow_notice", "0"),
        Constant("short_id", "\"0\""),
        Constant("show_image_bubble", "false"),
        Text("signature", static a => a.Bio),
        Optional("special_account", """{"special_account_list":null}"""),
        Constant("special_lock", "1"),
        Constant("status", "1"),
        Constant("stitch_setting", "0"),
        Count("total_favorited", static a => a.LikeCount),
        Constant("tw_expire_time", "0"),
        Constant("twitter_id", "\"\""),
        Constant("twitter_name", "\"\""),
        Constant("type_label", "null"),
        Text("uid", static a => a.Id),
        Text("unique_id", static a => a.Handle),
        new("unique_id_modify_time", static (writer, record) => writer.WriteNumberValue(record._clock)),
        Constant("user_canceled", "false"),
        Constant("user_mode", "1"),
        Constant("user_period", "0"),
        Constant("user_profile_guide", "null"),
        Constant("user_rate", "1"),
        Constant("user_spark_info", "{}"),
        Constant("user_tags", "null"),
        Constant("verification_type", "1"), // for every account, contrary to the documentation
        Constant("verify_info", "\"\""),
        new("video_icon", static (writer, record) => record.WriteNoImage(writer)) { IsOptional = true },
        Constant("white_cover_url", "null"),
        Constant("with_commerce_entry", "false"),
        Constant("with_shop_entry", "false"),
        Constant("youtube_channel_id", "\"\""),
        Constant("youtube_channel_title", "\"\""),
        Constant("youtube_expire_time", "0"),
    ];

    private static readonly Field[] s_trimmed =
    [
        Number("create_time", static a => a.CreatedAt),
        Count("follower_count", static a => a.FollowerCount),
        Count("following_count", static a => a.FollowingCount),
        Text("language", static a => a.Language),
        Text("nickname", static a => a.DisplayName),
        Text("region", static a => a.Region),
        Text("sec_uid", static a => a.SecUid),
        Text("signature", static a => a.Bio),
        Text("uid", static a => a.Id),
        Text("unique_id", static a => a.Handle),
        Avatar("avatar_medium", 720),
    ];

    private readonly SandboxAccount _account = account;
    private readonly ListStyle _style = style;
    private readonly long _clock = clock;

    /// <summary>Returns the order in which the accounts of a page are written.</summary>
    public static IReadOnlyList<int> OrderOf(ListStyle style, int count)
    {
        int[] places = new int[count];
        for (int i = 0; i < count; i++)
        {
            places[i] = i;
        }

        if (style == ListStyle.NumberedObject)
        {
            Array.Sort(places, static (a, b) => string.CompareOrdinal(Key(a), Key(b)));
        }

        return places;
    }

    public static string Key(int place) => place.ToString(CultureInfo.InvariantCulture);

    public static void WriteEmptyList(Utf8JsonWriter writer, ListStyle style)
    {
        StartList(writer, style);
        EndList(writer, style);
    }

    public static void StartList(Utf8JsonWriter writer, ListStyle style)
    {
        if (style == ListStyle.Array)
        {
            writer.WriteStartArray();
        }
        else
        {
            writer.WriteStartObject();
        }
    }

    public static void EndList(Utf8JsonWriter writer, ListStyle style)
    {
        if (style == ListStyle.Array)
        {
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteEndObject();
        }
    }

    public void Write(Utf8JsonWriter writer, bool isTrimmed)
    {
        writer.WriteStartObject();
        foreach (Field field in isTrimmed ? s_trimmed : s_full)
        {
            if (!field.IsOptional || !_account.HasFewerKeys)
            {
                writer.WritePropertyName(field.Name);
                field.Write(writer, this);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Returns an address in the format of TikTok's signed ones, on a host that cannot exist.</summary>
    public static string AvatarUrl(SandboxAccount account, int edge, string format, int host, long clock)
    {
        int variant = (edge * 100) + (format[0] * 10) + host;
        SplitMix64 random = new(StableHash.Mix(StableHash.Of(account.AvatarUri), variant));
        string token = SandboxData.Hex(random.Next()).Substring(0, 8);
        string signature = Convert.ToBase64String(random.Bytes(20))
            .Replace("+", "%2B")
            .Replace("/", "%2F")
            .Replace("=", "%3D");
        long expires = ((clock / 86400) + 2) * 86400;
        string size = edge.ToString(CultureInfo.InvariantCulture);
        return new StringBuilder(384)
            .Append("https://p").Append(host == 0 ? "16" : "19").Append("-common-sign.tiktokcdn-sandbox.example/")
            .Append(account.AvatarUri)
            .Append("~tplv-tiktokx-cropcenter-q:").Append(size).Append(':').Append(size).Append(":q70.").Append(format)
            .Append("?dr=9607&idc=no1a&ps=87d6e48a&refresh_token=").Append(token)
            .Append("&s=COMMON_RELATION_LIST&sc=avatar&shcp=65db1d19&shp=30310797&t=223449c4&x-expires=")
            .Append(expires.ToString(CultureInfo.InvariantCulture))
            .Append("&x-signature=").Append(signature)
            .ToString();
    }

    private static Field Constant(string name, string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        return new Field(name, (writer, _) => writer.WriteRawValue(bytes, skipInputValidation: true));
    }

    private static Field Optional(string name, string json)
    {
        Field field = Constant(name, json);
        field.IsOptional = true;
        return field;
    }

    private static Field EmptyList(string name) =>
        new(name, static (writer, record) => WriteEmptyList(writer, record._style));

    private static Field Text(string name, Func<SandboxAccount, string> value) =>
        new(name, (writer, record) => writer.WriteStringValue(value(record._account)));

    private static Field Number(string name, Func<SandboxAccount, long> value) =>
        new(name, (writer, record) => writer.WriteNumberValue(value(record._account)));

    private static Field Count(string name, Func<SandboxAccount, long> value) => new(name, (writer, record) =>
    {
        if (record._account.HasCountsAsText)
        {
            writer.WriteStringValue(value(record._account).ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNumberValue(value(record._account));
        }
    });

    private static Field Avatar(string name, int edge) =>
        new(name, (writer, record) => record.WriteAvatar(writer, edge));

    private void WriteAvatar(Utf8JsonWriter writer, int edge)
    {
        writer.WriteStartObject();
        writer.WriteNumber("height", ImageEdge);
        writer.WriteString("uri", _account.AvatarUri);
        writer.WritePropertyName("url_list");
        StartList(writer, _style);
        WriteItem(writer, 0, AvatarUrl(_account, edge, "heic", 0, _clock));
        WriteItem(writer, 1, AvatarUrl(_account, edge, "heic", 1, _clock));
        WriteItem(writer, 2, AvatarUrl(_account, edge, "webp", 0, _clock));
        if (_account.HasJpeg)
        {
            WriteItem(writer, 3, AvatarUrl(_account, edge, "jpeg", 0, _clock));
        }

        EndList(writer, _style);
        writer.WriteNull("url_prefix");
        writer.WriteNumber("width", ImageEdge);
        writer.WriteEndObject();
    }

    private void WriteNoImage(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("height", ImageEdge);
        writer.WriteString("uri", "");
        writer.WritePropertyName("url_list");
        WriteEmptyList(writer, _style);
        writer.WriteNull("url_prefix");
        writer.WriteNumber("width", ImageEdge);
        writer.WriteEndObject();
    }

    private void WriteSecret(Utf8JsonWriter writer)
    {
        if (_account.HasSecretAsBool)
        {
            writer.WriteBooleanValue(_account.IsPrivate);
        }
        else
        {
            writer.WriteNumberValue(_account.IsPrivate ? 1 : 0);
        }
    }

    private void WriteShareInfo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNull("now_invitation_card_image_urls");
        writer.WriteString("share_desc", "");
        writer.WriteString("share_desc_info", "");
        writer.WritePropertyName("share_qrcode_url");
        WriteNoImage(writer);
        writer.WriteString("share_title", "");
        writer.WriteString("share_title_myself", "");
        writer.WriteString("share_title_other", "");
        writer.WriteString("share_url", "");
        writer.WriteEndObject();
    }

    private void WriteItem(Utf8JsonWriter writer, int place, string value)
    {
        if (_style == ListStyle.NumberedObject)
        {
            writer.WritePropertyName(Key(place));
        }

        writer.WriteStringValue(value);
    }

    private sealed class Field(string name, Action<Utf8JsonWriter, MobileRecord> write)
    {
        public JsonEncodedText Name { get; } = JsonEncodedText.Encode(name);

        public Action<Utf8JsonWriter, MobileRecord> Write { get; } = write;

        /// <summary>Gets or sets whether some records lack the field.</summary>
        public bool IsOptional { get; set; }
    }
}
