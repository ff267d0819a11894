using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>Specifies the reason of a refusal. The file of each provider has its status and text.</summary>
internal enum Refusal
{
    NoHandle,
    BadCursor,
    BadCount,
    NotJson,
    NeedsId,
    Unauthorized,
    NoCredits,
    NotFound,
    NoUser,
    MethodNotAllowed,
    RateLimited,

    /// <summary>As <see cref="RateLimited"/>, with a time for the retry.</summary>
    RateLimitedUntil,
    ServerError,
    BadGateway,
    Unavailable,

    /// <summary>Specifies a bad gateway that UnifAPI charges.</summary>
    ChargedError,
}

/// <summary>
/// Implements the API of one provider: paths and key header. The bodies and errors are in the provider's file.
/// </summary>
/// <param name="provider">The name of the provider and of its file.</param>
/// <param name="prefixes">The starts of all paths that belong to the provider, even if it does not know them.</param>
/// <param name="others">The paths that do not request a list.</param>
/// <param name="numbersItems">True if the provider returns objects instead of arrays.</param>
internal abstract class Endpoint(string provider, string[] prefixes, string[] others, bool numbersItems = false)
{
    private const int RateLimit = 600;

    private readonly JsonElement _file = JsonTemplate.Load(provider);
    private readonly Dictionary<string, JsonTemplate> _bodies = JsonTemplate.Load(provider)
        .GetProperty("bodies")
        .EnumerateObject()
        .ToDictionary(static body => body.Name, body => new JsonTemplate(body.Value, numbersItems));

    public string Provider { get; } = provider;

    /// <summary>Indicates whether a page that exceeds the balance is cut instead of refused.</summary>
    public virtual bool CutsToBalance => false;

    /// <summary>Gets the status that means a rate limit; 0 if responses do not state the limit.</summary>
    protected virtual int RateLimitStatus => 0;

    /// <summary>Indicates whether a path belongs to this provider, even if the provider does not know it.</summary>
    public bool Owns(string path) =>
        Array.Exists(prefixes, prefix => path.StartsWith(prefix, StringComparison.Ordinal)) || others.Contains(path);

    public virtual bool HasKey(SandboxRequest request) => request.HasApiKeyHeader;

    /// <summary>Records the handle, the cursor and the kind of the request. It is called for every request.</summary>
    public abstract void Identify(Exchange exchange);

    /// <summary>Returns the response to a request with a key, and charges it.</summary>
    public SandboxResponse Respond(Exchange exchange)
    {
        if (!exchange.IsList && !others.Contains(exchange.Request.Path))
        {
            return Refuse(exchange, Refusal.NotFound);
        }

        if (exchange.Request.Method != MethodOf(exchange))
        {
            return Refuse(exchange, Refusal.MethodNotAllowed).With("Allow", MethodOf(exchange));
        }

        return exchange.IsList ? RespondWithList(exchange) : RespondWithOther(exchange);
    }

    /// <summary>Creates a refusal in the format of the provider.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="refusal">The reason.</param>
    /// <param name="about">A text to append to the message.</param>
    public virtual SandboxResponse Refuse(Exchange exchange, Refusal refusal, string about = "")
    {
        Func<string, object?> facts = FactsOf("refusals", refusal.ToString());
        int status = ((JsonElement)facts("status")!).GetInt32();
        return Create(exchange, status, "error", name => name switch
        {
            "message" => facts(name) + about,
            "hasValidKey" => status != 401,
            _ => facts(name),
        });
    }

    protected virtual string MethodOf(Exchange exchange) => "GET";

    protected abstract SandboxResponse RespondWithList(Exchange exchange);

    protected virtual SandboxResponse RespondWithOther(Exchange exchange) =>
        Create(exchange, 200, "balance", static _ => null);

    /// <summary>Creates a response from the provider's file.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="body">The name of the body.</param>
    /// <param name="values">Returns the values of the body, except those of every body.</param>
    protected virtual SandboxResponse Create(Exchange exchange, int status, string body, Func<string, object?> values)
    {
        SandboxResponse response = SandboxResponse.Create(status, writer => _bodies[body].Write(
            writer,
            name => values(name) ?? name switch
            {
                "requestId" => exchange.RequestId,
                "charged" => exchange.Credits,
                "balance" => exchange.Balance,
                _ => null,
            }));
        if (RateLimitStatus == 0)
        {
            return response;
        }

        long remaining = status == RateLimitStatus ? 0 : RateLimit - 1 - ((exchange.Number - 1) % RateLimit);
        return response.With("X-RateLimit-Limit", RateLimit).With("X-RateLimit-Remaining", remaining);
    }

    /// <summary>Returns the values that the provider's file has for a key; none if it lacks the key.</summary>
    protected Func<string, object?> FactsOf(string section, string key)
    {
        _file.GetProperty(section).TryGetProperty(key, out JsonElement facts);
        return name => facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty(name, out JsonElement fact)
            ? fact
            : null;
    }

    /// <summary>Returns the record of an account, with the values of its properties.</summary>
    /// <param name="account">The account.</param>
    /// <param name="values">Returns the values that are not properties.</param>
    protected Action<Utf8JsonWriter> Record(SandboxAccount account, Func<string, object?> values) =>
        writer => _bodies["account"].Write(writer, name => account.Property(name) ?? values(name));
}
