using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements SocialFetch: its own format, an opaque cursor, and a <c>lookupStatus</c> instead of errors. A request
/// costs one credit, including refusals.
/// </summary>
internal sealed class SocialFetchEndpoint() : Endpoint("SocialFetch", [Profiles], ["/v1/balance"])
{
    private const string Profiles = "/v1/tiktok/profiles/";

    public override void Identify(Exchange exchange)
    {
        exchange.Handle = exchange.Request.PathSegment(Profiles, "/following");
        exchange.IsList = exchange.Handle is not null;
        exchange.Cursor = exchange.Request.Parameter("cursor");
    }

    protected override SandboxResponse RespondWithList(Exchange exchange)
    {
        ListOwner owner = exchange.Owner;
        if (!OpaqueCursor.TryRead(exchange, owner, out int? requested))
        {
            return Refuse(exchange, Refusal.BadCursor);
        }

        OpaquePage? page = owner.IsListed
            ? OpaquePage.Of(owner.List(exchange.Options), requested, repeatsBorders: true, exchange)
            : null;
        exchange.Charge(1);
        Func<string, object?> facts = FactsOf("owners", owner.IsListed ? "Listed" : owner.Kind.ToString());
        return Create(exchange, 200, "page", name => name switch
        {
            "accounts" => page is null
                ? []
                : page.Accounts.Select(account => Record(account, value => ValueOf(account, exchange, value))),
            "nextCursor" => page?.NextCursor(Provider),
            "hasMore" => page?.Next is not null,
            "total" => page?.List.Count,
            _ => facts(name),
        });
    }

    /// <summary>
    /// Returns a value of an account. Fields that the documentation calls optional are missing in some records.
    /// </summary>
    private static object? ValueOf(SandboxAccount account, Exchange exchange, string name) => name switch
    {
        "bioOrNull" => account.Bio.Length == 0 ? null : account.Bio,
        "avatarUrl" when account.Number % 14 != 12 => MobileRecord.BestAvatarUrl(account, 1080, exchange.UnixStarted),
        "profileUrl" => "https://www.tiktok.com/@" + account.Handle,
        "hasId" => account.Number % 17 != 16,
        "hasSecUid" => account.Number % 11 != 10,
        "hasPrivacy" => account.Number % 13 != 12,
        "isFull" => !exchange.Request.IsTrimmed,

        // The older page of the documentation has a number, the newer one text.
        "createdAt" when account.Number % 2 == 0 => account.CreatedAt,
        "createdAt" => DateTimeOffset.FromUnixTimeSeconds(account.CreatedAt)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => null,
    };
}
