using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Reads the charge, balance, required credits and request id of a response. The providers use different names in
/// different places and change both, so all of them are read for all providers.
/// </summary>
internal static class StatedValues
{
    private static readonly string[] s_charged = ["credits_charged", "creditsCharged", "credits_used", "creditsUsed"];
    private static readonly string[] s_remaining =
        ["credits_remaining", "creditsRemaining", "balance_remaining", "balanceRemaining", "available"];
    private static readonly string[] s_required = ["credits_required", "creditsRequired", "required"];
    private static readonly string[] s_requestIds = ["requestId", "request_id"];
    private static readonly string[] s_containers = ["billing", "meta", "error", "data"];

    /// <summary>Gets the names of the fields that this class reads.</summary>
    public static IEnumerable<string> Fields { get; } =
    [
        .. s_charged, .. s_remaining, .. s_required, .. s_requestIds, .. s_containers,
        "extra", "logid", "log_pb", "impr_id",
    ];

    /// <summary>Returns the charge of this request.</summary>
    public static long? CreditsCharged(JsonPart body) => First(body, s_charged)?.Credits();

    /// <summary>Returns the credits that remain after this request.</summary>
    public static long? CreditsRemaining(JsonPart body) => First(body, s_remaining)?.Number();

    /// <summary>Returns the credits that the request needs.</summary>
    public static long? CreditsRequired(JsonPart body) => First(body, s_required)?.Credits();

    /// <summary>Returns the provider's id of the request, else TikTok's.</summary>
    public static string? RequestId(JsonPart body) =>
        First(body, s_requestIds)?.Word() ?? TikTokId(body) ?? TikTokId(body.Field("data"));

    private static string? TikTokId(JsonPart list) =>
        list.Field("extra").Field("logid").Word() ?? list.Field("log_pb").Field("impr_id").Word();

    // The first of these fields that holds a number or a text: in the body, then in its containers.
    private static JsonPart? First(JsonPart body, string[] names)
    {
        JsonPart? found = In(body, names);
        foreach (string container in s_containers)
        {
            JsonPart part = body.Field(container);
            found ??= In(part, names) ?? (container == "error" ? In(part.Field("billing"), names) : null);
        }
        return found;
    }

    private static JsonPart? In(JsonPart part, string[] names)
    {
        foreach (string name in names)
        {
            JsonPart field = part.Field(name);
            if (field.ValueKind is JsonValueKind.Number or JsonValueKind.String)
            {
                return field;
            }
        }
        return null;
    }
}
