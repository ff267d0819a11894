using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Parses the JSON of a definition.</summary>
internal static class DefinitionParser
{
    private const int CurrentVersion = 1;
    private const int HighestPrice = 1_000_000;
    private const int LargestPage = 10_000;
    private const int LongestNote = 500;

    private static readonly Dictionary<string, HandleKind> s_handles = new(StringComparer.Ordinal)
    {
        ["handle"] = HandleKind.Name,
        ["id"] = HandleKind.NumericId,
        ["secUid"] = HandleKind.SecUid,
    };

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidDefinition"/></exception>
    public static ProviderDefinition Parse(DefinitionNode root, string? filePath)
    {
        root.AsObject(
            "$schema", "version", "name", "address", "website", "notes", "auth", "headers", "cost", "accepts",
            "pageSize", "request", "resolve", "page", "record", "errors", "balance");
        _ = root.Get("version").Number(CurrentVersion, CurrentVersion);
        PathParser paths = new();
        ErrorParser errors = new(paths);
        PageRules page = PageParser.Parse(root.Get("page"), paths, errors);
        ProviderMetadata facts = ReadFacts(root, page);
        RequestParser requests =
            new(root.Find("headers", headers => HeaderRules.ReadFixed(headers, facts.KeyHeader)) ?? []);
        LookupRules? lookup =
            root.Find("resolve", resolve => ParseLookup(resolve, facts, requests, paths, errors));
        RequestTemplate request = requests.ParsePage(
            root.Get("request"), page.Cursor, facts.Accepts, hasId: lookup is { When: null });
        RecordRules record = RecordRules.Parse(root.Get("record"), paths);
        BalanceRules? balance = root.Find("balance", credits => new BalanceRules(
            [requests.ParseBalance(credits.AsObject("request", "credits").Get("request"))],
            paths.Values(credits.Find("credits"))));
        ResponseRules rules = errors.Parse(root.Find("errors"), root.Get("page"), lookup);
        facts = WithAbilities(facts, root, request, lookup) with
        {
            Meanings = ErrorParser.ParseStatuses(root.Find("errors")?.Find("status")),
            Rules = rules,
            DefinitionPath = filePath,
        };
        return new ProviderDefinition(
            facts,
            request,
            FindDefaultSize(root)?.Number(1, LargestPage),
            page,
            record,
            balance,
            new FieldNames(ErrorResponse.Fields, ["data"], paths.Names),
            paths.Checked);
    }

    private static ProviderMetadata ReadFacts(DefinitionNode root, PageRules page)
    {
        string name = ReadName(root.Get("name"));
        Uri address = AddressRules.ReadBase(root.Get("address"));
        Uri website = root.Find("website", AddressRules.ReadPage) ?? address;
        DefinitionNode cost = root.Get("cost").AsObject("perRequest", "perRecord", "text");
        if ((cost.Find("perRequest") ?? cost.Find("perRecord")) is null)
        {
            throw cost.Error("'perRequest' or 'perRecord' is missing; 0 means that requests are free");
        }
        int perRequest = cost.Find("perRequest")?.Number(0, HighestPrice) ?? 0;
        int perRecord = cost.Find("perRecord")?.Number(0, HighestPrice) ?? 0;
        return new ProviderMetadata(name, address, website, HeaderRules.ReadKeyHeader(root.Get("auth")))
        {
            ErrorShape = ErrorShape.Defined,
            RecordPaths = [.. page.Items.Select(path => path.Text)],
            CreditsPerRequest = perRequest,
            CreditsPerRecord = perRecord,
            Cost = cost.Find("text")?.Text("the price in words", limit: 100) ?? DescribeCost(perRequest, perRecord),
            Notes = [.. (root.Find("notes")?.Items() ?? []).Select(note => note.Text("a sentence", LongestNote))],
            Accepts = root.Find("accepts", ReadAccepts) ?? [HandleKind.Name],
            Cursor = page.Cursor,
            StatesTotal = page.Total.Count > 0,
            HasFollowTimes = page.Cursor.IsFollowTime,
            IsBuiltIn = false,
        };
    }

    // The placeholders of the request determine these.
    private static ProviderMetadata WithAbilities(
        ProviderMetadata facts, DefinitionNode root, RequestTemplate request, LookupRules? lookup)
    {
        bool hasSize = request.Placeholders.Any(used => used.Kinds[0] == PlaceholderKind.PageSize);
        DefinitionNode? size = root.Find("pageSize")?.AsObject("default", "maximum");
        int? maximum = size?.Find("maximum")?.Number(1, LargestPage);
        if (maximum is not null && !hasSize)
        {
            throw size!.Value.Error("a maximum has no effect, because the request does not contain {pageSize}");
        }
        if (facts.CreditsPerRecord > 0 && !hasSize && FindDefaultSize(root) is null)
        {
            throw root.Error(
                "'pageSize.default' is missing; with 'cost.perRecord' and without {pageSize} in the request, it "
                + "determines the highest price of a page");
        }
        return facts with
        {
            DefaultPageSize = size?.Find("default")?.Number(1, maximum ?? LargestPage) ?? Math.Min(20, maximum ?? 20),
            MaximumPageSize = maximum,
            SupportsPageSize = hasSize,
            SupportsTrim = request.Placeholders.Any(used => used.Kinds[0] == PlaceholderKind.Trim),
            LooksUpIds = lookup is not null,
        };
    }

    private static DefinitionNode? FindDefaultSize(DefinitionNode root) => root.Find("pageSize")?.Find("default");

    private static LookupRules ParseLookup(
        DefinitionNode node, ProviderMetadata facts, RequestParser requests, PathParser paths, ErrorParser errors)
    {
        node.AsObject("when", "request", "take", "cost");
        if (!facts.Accepts.Contains(HandleKind.Name))
        {
            throw node.Error("'accepts' does not list handles, so no id is looked up");
        }
        DefinitionNode? cost = node.Find("cost")?.AsObject("perRequest");
        return new LookupRules(
            requests.ParseLookup(node.Get("request")),
            paths.ExactPaths(node.Get("take").AsObject("id").Get("id")),
            node.Find("when", when => errors.ParseFlag(when.AsObject("at", "is"), kind: null)),
            cost is DefinitionNode price
                ? ReadLookupPrice(price.Get("perRequest"), facts.PriceOf(1))
                : facts.PriceOf(0));
    }

    // The budget reserves the price of a page, so a lookup must not cost more.
    private static int ReadLookupPrice(DefinitionNode node, long limit)
    {
        int price = node.Number(0, HighestPrice);
        return price <= limit
            ? price
            : throw node.Error(
                $"{Quantity.Of(price, "credit")} for a lookup is more than a page costs according to 'cost'; "
                + $"the limit is {Quantity.Of(limit)}");
    }

    private static HandleKind[] ReadAccepts(DefinitionNode node)
    {
        HandleKind[] kinds = [.. node.Items().Select(item => item.OneOf(s_handles)).Distinct()];
        return kinds.Length > 0 ? kinds : throw node.Expected("at least one of handle, id, secUid");
    }

    private static string ReadName(DefinitionNode node)
    {
        const string Expectation = "a name of 2 to 32 letters and digits, which starts with a letter,";
        string name = node.Text(Expectation, limit: 32);
        bool isName = name.Length >= 2 && name.All(static c => c < 128 && char.IsLetterOrDigit(c));
        if (!isName || char.IsDigit(name[0]))
        {
            throw node.Expected(Expectation);
        }
        bool isBuiltIn = ProviderRegistry.BuiltIn.Any(
            provider => provider.Facts.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return isBuiltIn ? throw node.Error($"'{name}' is the name of a built-in provider; choose another one") : name;
    }

    private static string DescribeCost(int perRequest, int perRecord) => (perRequest, perRecord) switch
    {
        (0, 0) => "no credits",
        (_, 0) => $"{Quantity.Of(perRequest, "credit")} a page",
        (0, _) => $"{Quantity.Of(perRecord, "credit")} an account, at least {Quantity.Of(perRecord)} a page",
        _ => $"{Quantity.Of(perRequest, "credit")} a page and {Quantity.Of(perRecord, "credit")} an account",
    };
}
