using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements UnifAPI: short records, an opaque cursor, a page size, and billing in every response. A record costs one
/// credit, a request at least one.
/// </summary>
internal sealed class UnifApiEndpoint() : Endpoint("UnifAPI", ["/tiktok/"], [Resolve])
{
    private const string Resolve = "/tiktok/users/resolve";
    private const int MaxPageSize = 50;

    public override bool CutsToBalance => true;

    protected override int RateLimitStatus => 429;

    public override bool HasKey(SandboxRequest request) => request.HasBearerKey;

    public override void Identify(Exchange exchange)
    {
        SandboxRequest request = exchange.Request;
        exchange.Handle = request.Path == Resolve
            ? request.Parameter("username")
            : request.PathSegment("/tiktok/users/", "/following");
        exchange.IsList = request.Path != Resolve && exchange.Handle is not null;
        exchange.Cursor = request.Parameter("cursor");
    }

    public override SandboxResponse Refuse(Exchange exchange, Refusal refusal, string about = "")
    {
        if (refusal == Refusal.ChargedError)
        {
            exchange.Charge(1);
        }

        return base.Refuse(exchange, refusal, about);
    }

    protected override SandboxResponse RespondWithList(Exchange exchange)
    {
        int limit = Math.Min(MaxPageSize, exchange.Options.PageSize);
        if (exchange.Request.Parameter("limit") is { } requested
            && !(int.TryParse(requested, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                && limit is >= 1 and <= MaxPageSize))
        {
            return Refuse(exchange, Refusal.BadCount);
        }

        ListOwner owner = ListOwner.FromAny(exchange.Handle!, exchange.Options.Day);
        switch (owner.Kind)
        {
            case OwnerKind.Missing:
                return Refuse(exchange, Refusal.NoUser);
            case OwnerKind.NeedsId when !owner.IsById:
                return Refuse(exchange, Refusal.NeedsId);
        }

        if (!OpaqueCursor.TryRead(exchange, owner, out int? start))
        {
            return Refuse(exchange, Refusal.BadCursor);
        }

        // The provider returns hidden and private lists as empty ones.
        FollowList list = owner.List(exchange.Options, limit);
        OpaquePage page = OpaquePage.Of(list, owner.IsListed ? start : null, repeatsBorders: false, exchange);
        bool isCut = page.End > page.First && exchange.TryApply(SandboxFault.BalanceTruncated);
        page = isCut ? page.CutInHalf() : page;
        int records = page.End - page.First;
        exchange.Charge(Math.Max(1, records));
        return Create(exchange, 200, "page", name => name switch
        {
            "accounts" => page.Accounts.Select(account => Record(
                account, _ => MobileRecord.BestAvatarUrl(account, 1080, exchange.UnixStarted))),
            "hasMore" => page.Next is not null,
            "nextCursor" => page.NextCursor(Provider),
            "records" => records,
            "balance" when isCut => 0,
            "isCut" => isCut,
            _ => null,
        });
    }

    protected override SandboxResponse RespondWithOther(Exchange exchange)
    {
        if (string.IsNullOrEmpty(exchange.Handle))
        {
            return Refuse(exchange, Refusal.NoHandle);
        }

        ListOwner owner = exchange.Owner;
        if (owner.Kind == OwnerKind.Missing)
        {
            return Refuse(exchange, Refusal.NoUser);
        }

        exchange.Charge(1);
        return Create(exchange, 200, "user", name => name switch
        {
            "id" => owner.Id.ToString(CultureInfo.InvariantCulture),
            "handle" => exchange.Handle,
            "secUid" => SandboxData.SecUidOf(owner.Id),
            _ => null,
        });
    }

    protected override SandboxResponse Create(
        Exchange exchange, int status, string body, Func<string, object?> values) =>
        base.Create(exchange, status, body, values).With("X-RateLimit-Reset", exchange.UnixNow + 60);
}
