using System.Globalization;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Parses the parts of a definition about errors.</summary>
internal sealed class ErrorParser(PathParser paths)
{
    private const int LongestCode = 100;

    private static readonly Dictionary<string, FollowingErrorKind> s_kinds = new FollowingErrorKind[]
    {
        FollowingErrorKind.AuthenticationFailed, FollowingErrorKind.CreditsExhausted,
        FollowingErrorKind.AccountNotFound, FollowingErrorKind.AccountPrivate, FollowingErrorKind.FollowingHidden,
        FollowingErrorKind.RateLimited, FollowingErrorKind.ProviderUnavailable, FollowingErrorKind.ProviderTimeout,
        FollowingErrorKind.InvalidRequest, FollowingErrorKind.UnexpectedResponse,
    }.ToDictionary(kind => kind.ToString(), StringComparer.Ordinal);

    /// <summary>Parses the rules for errors, and for the values that any response can state.</summary>
    /// <param name="errors">The errors; null for none.</param>
    /// <param name="page">The page, which has the paths of charges and of the request id.</param>
    /// <param name="lookup">The rules for lookups; null if no id is looked up.</param>
    public ResponseRules Parse(DefinitionNode? errors, DefinitionNode page, LookupRules? lookup)
    {
        errors?.AsObject("status", "statusAt", "codes", "message", "creditsRequired");
        return new ResponseRules(
            Charged: paths.Values(page.Find("creditsCharged"), static part => part.Credits() is not null),
            Remaining: paths.Values(page.Find("creditsRemaining"), static part => part.Number() is not null),
            RequestId: paths.Values(page.Find("requestId"), static part => part.Word() is not null),
            Required: paths.Values(errors?.Find("creditsRequired")),
            Message: paths.Values(errors?.Find("message")),
            StatusAt: paths.Values(errors?.Find("statusAt")),
            Codes: [.. (errors?.Find("codes")?.Items() ?? []).Select(ParseCode)],
            Lookup: lookup,
            HeaderNames: paths.Headers);
    }

    /// <summary>Parses a flag: a value that means an error.</summary>
    /// <param name="node">The object with <c>at</c> and <c>is</c>.</param>
    /// <param name="kind">The kind of the error; null if it depends on the rest of the response.</param>
    public CodeRule ParseFlag(DefinitionNode node, DefinitionNode? kind)
    {
        FollowingErrorKind meaning = kind?.OneOf(s_kinds) ?? FollowingErrorKind.UnexpectedResponse;
        IEnumerable<string> values = node.Find("is") is DefinitionNode list ? ParseCodes(list) : ["true", "1"];
        return new CodeRule(
            paths.ExactPaths(node.Get("at")),
            values.Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(
                static value => value, _ => (FollowingErrorKind?)meaning, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Parses the statuses with an unusual meaning.</summary>
    public static IReadOnlyList<ErrorMeaning> ParseStatuses(DefinitionNode? node)
    {
        List<ErrorMeaning> meanings = [];
        foreach ((string name, DefinitionNode value) in node?.Properties() ?? [])
        {
            bool isStatus = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int status)
                && status is >= 400 and <= 599;
            if (!isStatus || meanings.Any(meaning => meaning.Status == status))
            {
                string found = TextSanitizer.Sanitize(name);
                throw value.Error($"a status from 400 to 599 without duplicates is expected instead of '{found}'");
            }
            meanings.Add(new ErrorMeaning(value.OneOf(s_kinds), status));
        }
        return meanings;
    }

    private CodeRule ParseCode(DefinitionNode node)
    {
        node.AsObject("at", "ok", "map", "otherwise", "onStatus", "onlyWithoutItems", "required", "tikTokCodes");
        bool isTikTok = node.Find("tikTokCodes")?.Flag() ?? false;
        Dictionary<string, FollowingErrorKind?> map = new(StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> ok = node.Find("ok") is DefinitionNode list ? ParseCodes(list) : [];
        foreach (string code in isTikTok ? [.. ok, "0"] : ok)
        {
            map[code] = null;
        }
        foreach ((string name, DefinitionNode value) in node.Find("map")?.Properties() ?? [])
        {
            if (name.Length is 0 or > LongestCode || map.ContainsKey(name))
            {
                throw value.Error("a code is expected that is not empty and has one meaning");
            }
            map.Add(name, value.OneOf(s_kinds));
        }
        FollowingErrorKind? otherwise = node.Find("otherwise")?.OneOf(s_kinds);
        return map.Count == 0 && otherwise is null
            ? throw node.Error("'map', 'ok' or 'otherwise' is missing, so the rule has no effect")
            : new CodeRule(
                paths.ExactPaths(node.Get("at")),
                map,
                otherwise,
                node.Find("onStatus")?.Number(200, 599),
                node.Find("onlyWithoutItems")?.Flag() ?? true,
                isTikTok,
                node.Find("required")?.Flag() ?? false);
    }

    private static IEnumerable<string> ParseCodes(DefinitionNode node)
    {
        IReadOnlyList<DefinitionNode> items = node.Items();
        return items.Count > 0 ? [.. items.Select(ParseCode)] : throw node.Expected("a code");

        static string ParseCode(DefinitionNode item) => item.Kind switch
        {
            JsonValueKind.String => item.Text("a code", LongestCode),
            JsonValueKind.Number => item.Number(int.MinValue, int.MaxValue).ToString(CultureInfo.InvariantCulture),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => throw item.Expected("a code"),
        };
    }
}
