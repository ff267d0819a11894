using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Reads a response as an error: its sender, effective status and words, and whether a retry can help.
/// </summary>
/// <param name="facts">The provider.</param>
/// <param name="status">The HTTP status of the response.</param>
/// <param name="body">The JSON of the response; <see cref="JsonValueKind.Undefined"/> if it has none.</param>
/// <param name="headers">The headers that the provider's rules name, as an object with names in lower case.</param>
internal sealed class ErrorResponse(
    ProviderMetadata facts, HttpStatusCode status, JsonPart body, JsonPart headers = default)
{
    // Texts that only repeat the status.
    private static readonly string[] s_statusWords =
    [
        "Forbidden", "Forbidden resource", "Access denied", "Access forbidden", "Not found", "Service unavailable",
        "Service temporarily unavailable",
    ];

    // Fields of Spring, RFC 7807 (also FastAPI) and Cloudflare.
    private static readonly string[] s_foreignFields =
        ["timestamp", "title", "detail", "cloudflare_error", "error_code"];

    /// <summary>Gets the names of the fields that are read from a response with a good status.</summary>
    public static IEnumerable<string> Fields { get; } =
    [
        "success", "error", "errors", "code", "type", "message", "status_msg", "statusMsg", "errorStatus", "statusCode",
    ];

    /// <summary>Gets the provider.</summary>
    public ProviderMetadata Facts => facts;

    /// <summary>Gets the JSON of the response.</summary>
    public JsonPart Body => body;

    /// <summary>Gets the headers that the provider's rules name, as an object with names in lower case.</summary>
    public JsonPart Headers => headers;

    /// <summary>Gets the HTTP status.</summary>
    public int HttpStatus => (int)status;

    /// <summary>Indicates whether the HTTP status is 200 to 299.</summary>
    public bool HasGoodStatus => HttpStatus is >= 200 and <= 299;

    /// <summary>Gets the effective status: the status inside the body if the provider states one there.</summary>
    public int Status => InnerStatus ?? HttpStatus;

    /// <summary>
    /// Indicates whether the body of a response reports an error. With a good status it is one unless it has accounts.
    /// </summary>
    public bool IsFlagged =>
        IsFlaggedIn(body) || IsFlaggedIn(body.Field("data")) || facts.Rules?.ReadStatus(this) is not null;

    /// <summary>Gets the stated charge; null if the response states none.</summary>
    public long? CreditsCharged => Read(facts.Rules?.Charged, StatedValues.Charged, JsonReading.Credits);

    /// <summary>Gets the stated credits that remain; null if the response states none.</summary>
    public long? CreditsRemaining => Read(facts.Rules?.Remaining, StatedValues.Remaining, JsonReading.Number);

    /// <summary>Gets the stated credits that the request needs; null if the response states none.</summary>
    public long? CreditsRequired => Read(facts.Rules?.Required, StatedValues.Required, JsonReading.Credits);

    /// <summary>Gets the id of the request; null if the response has none.</summary>
    public string? RequestId => facts.Rules is ResponseRules rules
        ? rules.RequestId.FirstNotNull(path => path.Find(this).Word())
        : StatedValues.RequestId(body);

    /// <summary>Gets the provider's code for the error; null if it has none.</summary>
    public string? Code => Error.Field("code").Text() ?? Error.Field("type").Text()
        // A code can be beside a message.
        ?? (body.Field("message").Text() is null ? null : Error.Text()) ?? body.Field("code").Text();

    /// <summary>Gets the readable words, else the code; null if the response has neither.</summary>
    public string? Words =>
        facts.Rules?.ReadMessage(this)
        ?? WordsIn(body) ?? WordsIn(body.Field("data")) ?? (HasGoodStatus ? null : ForeignWords) ?? Code;

    /// <summary>Gets the sender of this error.</summary>
    public ErrorOrigin Origin
    {
        get
        {
            if (HasGoodStatus)
            {
                return ErrorOrigin.Provider;
            }
            bool isOwn = HasOwnShape;
            bool isRoute = Status is 405 or 410 || (Status == 404 && (!isOwn || IsAboutRoute));
            return isRoute ? ErrorOrigin.UnknownRoute : isOwn ? ErrorOrigin.Provider : ErrorOrigin.Intermediary;
        }
    }

    /// <summary>Gets the kind of this error.</summary>
    public FollowingErrorKind Kind => ProviderErrors.KindOf(this);

    /// <summary>Gets the special meaning of this error at the provider; null if it has none.</summary>
    public ErrorMeaning? Meaning => facts.Meanings.FirstOrDefault(meaning => meaning.Matches(this));

    /// <summary>Indicates whether the provider states that a retry does not help.</summary>
    public bool IsPermanent =>
        Status >= 500
        && Words is string words
        && Patterns.Permanent.IsMatch(words)
        && !Patterns.Transient.IsMatch(words);

    /// <summary>
    /// Indicates whether the response is a transient failure, so that a retry can help. A response with records was
    /// charged, and is never one.
    /// </summary>
    public bool IsTransient =>
        (ProviderErrors.IsTransient(Status) || facts.Rules?.IsTransient(this) == true)
        && !IsPermanent
        && !(HasGoodStatus && facts.RecordPaths.Any(path => new JsonPath(path).Find(body).Items() is { Count: > 0 }));

    /// <summary>
    /// Indicates whether a transient failure is a rate limit, which does not count for the circuit breaker.
    /// </summary>
    public bool IsRateLimit => HttpStatus == 429 || (facts.Rules is not null && Kind == FollowingErrorKind.RateLimited);

    /// <summary>Indicates whether the words are about the key.</summary>
    public bool IsAboutKey => Mentions(Patterns.AboutKey);

    /// <summary>Indicates whether the words state that credits are missing.</summary>
    public bool IsAboutMissingCredits => Mentions(Patterns.NoCredits);

    /// <summary>Indicates whether the words are those of a firewall.</summary>
    public bool IsAboutFirewall => Mentions(Patterns.Firewall);

    /// <summary>
    /// Indicates whether the body has the shape of the provider's errors. Fields of frameworks and gateways are tested
    /// first.
    /// </summary>
    public bool HasOwnShape =>
        body.ValueKind == JsonValueKind.Object
        // {} identifies no sender, and the providers do not document the body of every error.
        && (!body.HasChildren
            || (facts.Rules?.IsKnownError(this) == true
                ? !IsOnlyStatusWord
                : !HasForeignFields && (HasOwnFields || HasOwnError)));

    /// <summary>Returns the stated charge, else the listed price of a response with a good status.</summary>
    public long Charge(int records = 0) =>
        HasGoodStatus ? CreditsCharged ?? facts.PriceOf(records)
        : Origin == ErrorOrigin.Provider ? CreditsCharged ?? 0
        : 0;

    /// <summary>Returns the status and the quoted words, for a message.</summary>
    public string Describe() => string.Format(CultureInfo.InvariantCulture, "status {0}{1}", Status, Quote());

    /// <summary>Returns the quoted words after a comma; an empty text if there are none.</summary>
    public string Quote() => Words is string words ? $", \"{words}\"" : "";

    /// <summary>Returns the error status that a value in a body states; null if it states none.</summary>
    public static int? StatusIn(JsonPart part) => part.Number() is long inner and >= 400 and <= 599 ? (int)inner : null;

    private ErrorShape Shape => facts.ErrorShape;

    private JsonPart Error => body.Field("error");

    private int? InnerStatus =>
        facts.Rules is ResponseRules rules ? rules.ReadStatus(this)
        : !HasGoodStatus ? (Shape == ErrorShape.SuccessFlag ? StatusIn(body.Field("errorStatus")) : null)
        : IsFlagged ? new[] { body, body.Field("data"), Error }.FirstNotNull(
            static part => StatusIn(part.Field("errorStatus")) ?? StatusIn(part.Field("statusCode")))
        : null;

    private string? ForeignWords =>
        body.Field("detail").Text() ?? body.Field("title").Text() ?? body.Field("Message").Text()
        ?? body.Field("error_name").Text() ?? body.Field("fault").Field("faultstring").Text();

    private bool HasForeignFields =>
        s_foreignFields.Any(name => body.Field(name).IsPresent())
        || (body.Field("errors").IsPresent() && !Error.IsPresent()); // GraphQL, JSON:API

    private bool HasOwnFields =>
        (Shape is not (ErrorShape.ErrorCode or ErrorShape.ErrorType) && body.Field("success").Flag() == false)
        || (Shape == ErrorShape.SuccessFlag && body.Field("errorStatus").IsPresent())
        || CreditsCharged is not null
        || CreditsRequired is not null;

    private bool HasOwnError => Error.ValueKind == JsonValueKind.Object
        ? Shape is not (ErrorShape.SuccessFlag or ErrorShape.ErrorText) && HasOwnCode
        : Shape is not (ErrorShape.ErrorCode or ErrorShape.ErrorType) // these document an object
            && Error.Text() is string text
            && !Patterns.Intermediary.IsMatch(text)
            && !IsOnlyStatusWord;

    // Cloud gateways also send an object, with a number as its code. Codes of Social Fetch and UnifAPI are lowercase. A
    // hosting company sends NOT_FOUND.
    private bool HasOwnCode
    {
        get
        {
            JsonPart code = Error.Field("code").IsPresent() ? Error.Field("code") : Error.Field("type");
            bool canBeAny = Shape is ErrorShape.ErrorTextOrObject or ErrorShape.Defined;
            return code.Number() is null
                && code.ValueKind != JsonValueKind.Number
                && (code.Text() is string name
                    ? canBeAny || !name.Any(char.IsUpper)
                    : canBeAny && Error.Field("message").Text() is not null);
        }
    }

    // A gateway can send such words with a status that has a special meaning for the provider.
    private bool IsOnlyStatusWord =>
        (Status is 403 or 404 || (Status == 503 && Shape is ErrorShape.ErrorTextOrObject or ErrorShape.Defined))
        && WordsIn(body)?.Trim().TrimEnd('.', '!') is string words
        && s_statusWords.Contains(words, StringComparer.OrdinalIgnoreCase);

    private bool IsAboutRoute =>
        (Shape == ErrorShape.ErrorCode && Code == "not_found") // Social Fetch: a missing user is a 200
        || facts.Rules?.IsMissingRoute(this) == true
        || (Words is string words && Patterns.UnknownRoute.IsMatch(words) && !Patterns.AboutAccount.IsMatch(words));

    private static bool IsFlaggedIn(JsonPart part)
    {
        JsonPart error = part.Field("error");
        return part.Field("success").Flag() == false
            || StatusIn(part.Field("errorStatus")) is not null
            || error.Text() is not null
            || error.ValueKind == JsonValueKind.True
            || (error.ValueKind is JsonValueKind.Object or JsonValueKind.Array && error.HasChildren)
            || part.Field("errors").HasChildren;
    }

    private static string? WordsIn(JsonPart part)
    {
        JsonPart error = part.Field("error");
        return error.Field("message").Text() ?? part.Field("message").Text() ?? error.Text()
            ?? part.Field("status_msg").Text() ?? part.Field("statusMsg").Text()
            ?? part.Field("errors").Children().FirstNotNull(
                static item => item.Field("message").Text() ?? item.Text());
    }

    private bool Mentions(Regex expression) =>
        (Words is string words && expression.IsMatch(words)) || (Code is string code && expression.IsMatch(code));

    private long? Read(IReadOnlyList<ValuePath>? paths, string[] names, Func<JsonPart, long?> read) =>
        paths is null ? read(StatedValues.Find(body, names)) : paths.FirstNotNull(path => read(path.Find(this)));

    /// <summary>
    /// Contains the regular expressions, which are created at the first error. Most lists have no error, and creating
    /// the first expressions of a process takes as long as several pages.
    /// </summary>
    private static class Patterns
    {
        private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

        public static readonly Regex UnknownRoute = new(
            @"\bcannot (get|post)\b|\b(no|unknown|invalid) (such )?(route|endpoint|path)\b"
            + @"|\b(route|endpoint|path|url|page|resource|deployment|application|service|host)\b.{0,200}"
            + @"\b(not (be )?found|not matched|does not exist)\b",
            Options);

        // An account can have one of those words as its name.
        public static readonly Regex AboutAccount =
            new(@"\b(user|account|profile|handle|creator|username|following list)\b", Options);

        public static readonly Regex Firewall = new(
            @"\b(blocked|firewall|waf|captcha|security (policy|rule)|access denied|not allowed|ip address"
            + @"|your (ip|country|region)|bot)\b",
            Options);

        // Cloudflare's and Squid's own codes.
        public static readonly Regex Intermediary =
            new(@"^\s*(error code:? \d{3,4}|ERR_[A-Z_]+|challenge)\s*$", Options);

        public static readonly Regex AboutKey =
            new(@"(api|access|invalid|secret)[ _-]?(key|token)|unauthori[sz]ed|\bauthentication\b", Options);

        public static readonly Regex NoCredits =
            new(
                @"\b(insufficient|not enough|out of|no)[ _]((more|remaining)[ _])?credits?\b|\bcredits? exhausted\b",
                Options);

        public static readonly Regex Permanent = new(
            @"\bcontact (our )?support\b|\bservice authentication failed\b|\bservice (is )?not configured\b",
            Options);

        public static readonly Regex Transient =
            new(@"\btry(ing)? again\b|\bretry\b|\bpersists?\b|\bcontinues\b", Options);
    }
}
