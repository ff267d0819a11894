using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Reads the charge, balance, required credits and request id of a response. The providers use different names in
/// different places and change both, so all of them are read for all providers.
/// </summary>
internal static class StatedValues
{
    private static readonly string[] s_requestIds = ["requestId", "request_id"];

    /// <summary>Gets the names of the charge of this request.</summary>
    public static string[] Charged { get; } = ["credits_charged", "creditsCharged", "credits_used", "creditsUsed"];

    /// <summary>Gets the names of the credits that remain after this request.</summary>
    public static string[] Remaining { get; } =
        ["credits_remaining", "creditsRemaining", "balance_remaining", "balanceRemaining", "available"];

    /// <summary>Gets the names of the credits that the request needs.</summary>
    public static string[] Required { get; } = ["credits_required", "creditsRequired", "required"];

    /// <summary>Gets the names of the fields that this class reads.</summary>
    public static IEnumerable<string> Fields { get; } =
    [
        .. Charged, .. Remaining, .. Required, .. s_requestIds, "billing", "meta", "error", "data",
        "extra", "logid", "log_pb", "impr_id",
    ];

    /// <summary>Returns the provider's id of the request, else TikTok's.</summary>
    public static string? RequestId(JsonPart body) =>
        Find(body, s_requestIds).Word() ?? TikTokId(body) ?? TikTokId(body.Field("data"));

    /// <summary>
    /// Returns the first of several fields that holds a number or a text: in the body, then in its containers. The
    /// result is undefined if none does.
    /// </summary>
    public static JsonPart Find(JsonPart body, string[] names)
    {
        JsonPart error = body.Field("error");
        JsonPart[] places =
            [body, body.Field("billing"), body.Field("meta"), error, error.Field("billing"), body.Field("data")];
        foreach (JsonPart place in places)
        {
            foreach (string name in names)
            {
                JsonPart field = place.Field(name);
                if (field.ValueKind is JsonValueKind.Number or JsonValueKind.String)
                {
                    return field;
                }
            }
        }
        return default;
    }

    private static string? TikTokId(JsonPart list) =>
        list.Field("extra").Field("logid").Word() ?? list.Field("log_pb").Field("impr_id").Word();
}
