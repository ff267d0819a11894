using System.Globalization;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Maps a code in the body of a response to a kind of error.</summary>
/// <param name="At">The paths of the code. The first one with a text, a number or a flag counts.</param>
/// <param name="Map">The kinds of the codes; null for the code of a success.</param>
/// <param name="Otherwise">The kind of a code that is not mapped; null to ignore it.</param>
/// <param name="OnStatus">The HTTP status that the rule is for; null for all. 200 means 200 to 299.</param>
/// <param name="OnlyWithoutItems">
/// Indicates whether the code is ignored if the response has accounts. Otherwise, the error follows the accounts.
/// </param>
/// <param name="IsTikTok">Indicates whether the codes are TikTok's own, whose meanings all providers share.</param>
/// <param name="IsRequired">
/// Indicates whether a response with a successful status but without the code is also <paramref name="Otherwise"/>.
/// </param>
internal sealed record CodeRule(
    IReadOnlyList<JsonPath> At,
    IReadOnlyDictionary<string, FollowingErrorKind?> Map,
    FollowingErrorKind? Otherwise = null,
    int? OnStatus = null,
    bool OnlyWithoutItems = false,
    bool IsTikTok = false,
    bool IsRequired = false)
{
    private const int AnyGoodStatus = 200;

    /// <summary>Returns the meaning of the code in a response; null if it has none.</summary>
    public CodeMatch? Match(ErrorResponse response)
    {
        bool isOnStatus = OnStatus is null
            || OnStatus == response.HttpStatus
            || (OnStatus == AnyGoodStatus && response.HasGoodStatus);
        if (!isOnStatus)
        {
            return null;
        }
        foreach (JsonPath path in At)
        {
            if (ReadCode(path.Find(response.Body)) is string code && !IsProviderStatus(response, code))
            {
                return Match(path, code);
            }
        }
        bool isMissing = IsRequired && Otherwise is not null && response.HasGoodStatus;
        return isMissing ? new CodeMatch(Otherwise, $"it has no {At[0].Text}") : null;
    }

    private CodeMatch? Match(JsonPath path, string code)
    {
        string description = IsTikTok ? $"code {code}" : $"{path.Text} {Quote(code)}";
        if (Map.TryGetValue(code, out FollowingErrorKind? kind))
        {
            return new CodeMatch(kind, description) { IsOwn = true };
        }
        FollowingErrorKind? other = IsTikTok && TryParse(code, out long number)
            ? ProviderErrors.KindOfTikTokCode(number) ?? Otherwise ?? FollowingErrorKind.UnexpectedResponse
            : Otherwise;
        return other is null ? null : new CodeMatch(other, description) { IsOwn = !IsTikTok };
    }

    // A status from the provider is not a code from TikTok.
    private bool IsProviderStatus(ErrorResponse response, string code) =>
        IsTikTok && response.IsFlagged && TryParse(code, out long number) && number is >= 400 and <= 599;

    private static string Quote(string code) => TryParse(code, out _) ? code : $"'{code}'";

    private static bool TryParse(string code, out long number) =>
        long.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static string? ReadCode(JsonPart part) => part.ValueKind switch
    {
        JsonValueKind.String => part.Text()?.Trim(),
        JsonValueKind.Number =>
            part.Number() is long number ? number.ToString(CultureInfo.InvariantCulture) : part.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
