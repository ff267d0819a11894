using System.Text;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>Loads the built-in providers as definitions: <c>Definitions/Twins/&lt;Name&gt;.json</c>.</summary>
internal static class Twin
{
    private static readonly Dictionary<string, DefinedProvider> s_twins = ProviderRegistry.BuiltIn.ToDictionary(
        provider => provider.Facts.Name,
        provider => new DefinedProvider(DefinitionReader.ReadFile(PathOf(provider.Facts.Name))));

    public static DefinedProvider Of(string provider) => s_twins[provider];

    public static string PathOf(string provider) =>
        Path.Combine(AppContext.BaseDirectory, "Definitions", "Twins", provider + ".json");

    public static string TextOf(string provider) => File.ReadAllText(PathOf(provider));

    public static ProviderDefinition Parse(string json) => DefinitionReader.Parse(Encoding.UTF8.GetBytes(json), null);
}
