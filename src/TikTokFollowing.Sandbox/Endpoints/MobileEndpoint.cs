using System.Globalization;
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
        exchange.Cursor = exchange.Request.Parameter("min_time");
    }

    protected override SandboxResponse RespondWithList(Exchange exchange)
    {
        if (string.IsNullOrEmpty(exchange.Handle))
        {
            return Refuse(exchange, Refusal.NoHandle);
        }

        long minTime = 0;
        if (!string.IsNullOrEmpty(exchange.Cursor)
            && !long.TryParse(
                exchange.Cursor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out minTime))
        {
            return Refuse(exchange, Refusal.BadCursor);
        }

        ListOwner owner = ListOwner.FromHandle(exchange.Handle!, exchange.Options.Day);
        Func<string, object?> facts = FactsOf("owners", owner.IsListed ? "Listed" : owner.Kind.ToString());
        if (facts("status_code") is null)
        {
            return Refuse(exchange, Refusal.NoUser);
        }

        // A refusal is complete even for trimmed requests.
        TimePage? page = owner.IsListed ? TimePage.Of(owner.List(exchange.Options), minTime, exchange) : null;
        bool isTrimmed = page is not null && exchange.Request.IsTrimmed;
        exchange.Charge(Provider, 1);
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
