using System;
using System.Linq;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Parses the JSON of a definition.</summary>
internal static class DefinitionParser
{
    private const int CurrentVersion = 1;
    private const int HighestPrice = 1_000_000;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidDefinition"/></exception>
    public static ProviderDefinition Parse(DefinitionNode root, string? filePath)
    {
        root.AsObject("$schema", "version", "name", "address", "auth", "cost", "request", "page", "record");
        _ = root.Get("version").Number(CurrentVersion, CurrentVersion);
        string name = ReadName(root.Get("name"));
        DefinitionNode cost = root.Get("cost").AsObject("perRequest", "perRecord", "text");
        int perRequest = cost.Find("perRequest")?.Number(0, HighestPrice) ?? 0;
        int perRecord = cost.Find("perRecord")?.Number(0, HighestPrice) ?? 0;
        Uri address = AddressRules.ReadBase(root.Get("address"));
        return new ProviderDefinition(new ProviderMetadata(
            name,
            address,
            address,
            HeaderRules.ReadKeyHeader(root.Get("auth")))
        {
            CreditsPerRequest = perRequest,
            CreditsPerRecord = perRecord,
            Cost = DescribeCost(perRequest, perRecord),
            EnvironmentVariable = "TIKTOKFOLLOWING_" + name.ToUpperInvariant() + "_API_KEY",
        })
        {
            FilePath = filePath,
        };
    }

    private static string ReadName(DefinitionNode node)
    {
        const string Expectation = "a name of 2 to 32 letters and digits, which starts with a letter,";
        string name = node.Text(Expectation, limit: 32);
        bool isName = name.Length >= 2 && IsLetter(name[0]) && name.All(c => IsLetter(c) || c is >= '0' and <= '9');
        if (!isName)
        {
            throw node.Expected(Expectation);
        }
        bool isBuiltIn = ProviderRegistry.BuiltIn.Any(
            provider => provider.Facts.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return isBuiltIn ? throw node.Error($"'{name}' is the name of a built-in provider; choose another one") : name;
    }

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static string DescribeCost(int perRequest, int perRecord) => (perRequest, perRecord) switch
    {
        (0, 0) => "no credits",
        (_, 0) => $"{Quantity.Of(perRequest, "credit")} a page",
        (0, _) => $"{Quantity.Of(perRecord, "credit")} an account, at least {Quantity.Of(perRecord)} a page",
        _ => $"{Quantity.Of(perRequest, "credit")} a page and {Quantity.Of(perRecord, "credit")} an account",
    };
}
