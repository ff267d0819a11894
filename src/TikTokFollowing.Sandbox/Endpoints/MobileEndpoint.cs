using System.Text;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements the providers that return the response of TikTok's mobile API, which costs one credit. SociaVault wraps
/// it and has objects instead of arrays, ScrapeCreators returns it almost unchanged.
/// </summary>
internal sealed class MobileEndpoint(
    string provider, string list, string[] prefixes, string[] balances, bool numbersItems = false)
    : Endpoint(provider, prefixes, balances, numbersItems)
{
    private readonly MobileRecord _record = new(numbersItems);

    public override void Identify(Exchange exchange)
    {
        exchange.IsList = exchange.Request.Path == list;
        exchange.Handle = exchange.Request.Parameter("handle");
        exchange.Cursor = exchange.Request.Parameter("min_time") is { Length: > 0 } time ? time : null;
    }

    protected override SandboxResponse RespondWithList(Exchange exchange)
    {
        if (string.IsNullOrEmpty(exchange.Handle))
        {
            return Refuse(exchange, Refusal.NoHandle);
        }

        if (!exchange.TryReadTime(out long minTime))
        {
            return Refuse(exchange, Refusal.BadCursor);
        }

        ListOwner owner = exchange.Owner;
        Func<string, object?> facts = FactsOf("owners", owner.IsListed ? "Listed" : owner.Kind.ToString());
        if (facts("status_code") is null)
        {
            return Refuse(exchange, Refusal.NoUser);
        }

        // A refusal is complete even for trimmed requests.
        TimePage? page = owner.IsListed ? TimePage.Of(owner.List(exchange.Options), minTime, exchange) : null;
        bool isTrimmed = page is not null && exchange.Request.IsTrimmed;
        exchange.Charge(1);
        return Create(exchange, 200, "page", name => name switch
        {
            "isFull" => !isTrimmed,
            "isPage" => page is not null,
            "isFullPage" => page is not null && !isTrimmed,
            "accounts" => page!.Accounts.Select(account => _record.Of(account, exchange.UnixStarted, isTrimmed)),
            "milliseconds" => exchange.Now.ToUnixTimeMilliseconds(),
            "seconds" => exchange.UnixNow,
            "minTime" => page!.MinTime,
            "pageToken" => PageToken(page!),
            "hasMore" => page!.HasMore,

            // Sometimes false in mid-list, to detect clients that stop there. The field is about recommendations.
            "hasMoreRecommended" => page!.HasMore && StableHash.Mix(page.List.OwnerId, page.End) % 4 != 0,
            "total" => page!.List.Count,
            _ => facts(name),
        });
    }

    private static string PageToken(TimePage page) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(
            FormattableString.Invariant($"{{\"max_cursor\":{page.MaxTime},\"min_cursor\":{page.MinTime}}}")));
}
