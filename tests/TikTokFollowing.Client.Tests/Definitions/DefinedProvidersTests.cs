using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

public sealed class DefinedProvidersTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("definitions-");
    private string? _folder;

    private DefinedProviders Defined => field ??= new(() => _folder);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Without_a_folder_and_a_registration_no_provider_is_defined()
    {
        Assert.Empty(Defined.All);
        Assert.Empty(Defined.Problems);
    }

    [Fact]
    public void A_registered_provider_is_found_and_removed()
    {
        string file = Write("a", "Acme");
        Assert.Null(Defined.FindReplaced("Acme", file));

        Defined.Register(DefinedProviders.Load(file, isRegistered: true));

        Assert.Equal(["Acme"], Names());
        Assert.Equal(file, Defined.FindReplaced("ACME", file)?.Facts.DefinitionPath);
        Defined.Unregister("acme");
        Assert.Empty(Names());
    }

    [Fact]
    public void Files_of_the_folder_are_read_in_the_order_of_their_names()
    {
        Write("b", "Second");
        Write("a", "First");
        File.WriteAllText(Path.Combine(_root.FullName, "definition.schema.json"), "{}");
        File.WriteAllText(Path.Combine(_root.FullName, "notes.txt"), "no definition");
        _folder = _root.FullName;

        Assert.Equal(["First", "Second"], Names());
        Assert.Empty(Defined.Problems);
    }

    [Fact]
    public void A_broken_file_is_one_problem_that_names_it_and_the_others_are_loaded()
    {
        Write("a", "First");
        File.WriteAllText(Path.Combine(_root.FullName, "broken.json"), "{ \"version\": 1 ");
        Write("c", "Third");
        _folder = _root.FullName;

        Assert.Equal(["First", "Third"], Names());
        string problem = Assert.Single(Defined.Problems);
        Assert.Contains("broken.json", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
        Assert.Same(Defined.Problems, Defined.Problems); // it is read once
    }

    [Fact]
    public void Of_two_files_with_one_name_the_first_is_loaded()
    {
        string first = Write("a", "Acme");
        string second = Write("b", "ACME");
        _folder = _root.FullName;

        Assert.Equal(first, Assert.Single(Defined.All).Facts.DefinitionPath);
        Assert.Equal(
            $"The definition {second} was not loaded: {first} defines ACME, too.", Assert.Single(Defined.Problems));
    }

    [Fact]
    public void A_file_with_a_built_in_name_is_a_problem()
    {
        Write("a", "SociaVault");
        _folder = _root.FullName;

        Assert.Empty(Defined.All);
        Assert.Contains("SociaVault", Assert.Single(Defined.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_folder_is_detected()
    {
        string other = _root.CreateSubdirectory("other").FullName;
        Write("a", "First");
        File.WriteAllText(Path.Combine(other, "b.json"), DefinitionText("Second", "https://api.example.com"));

        _folder = _root.FullName;
        Assert.Equal(["First"], Names());
        _folder = other;
        Assert.Equal(["Second"], Names());
        _folder = null;
        Assert.Empty(Names());
    }

    [Theory]
    [InlineData("definitions")]
    [InlineData("./definitions")]
    [InlineData(".")]
    [InlineData("~/definitions")]
    [InlineData("..")]
    public void A_relative_folder_is_not_read(string folder)
    {
        _folder = folder;

        Assert.Empty(Defined.All);
        Assert.Equal(
            $"No definition was loaded from $env:TIKTOKFOLLOWING_DEFINITION_PATH '{folder}': it is not a full path. "
                + "Set the variable to the full path of a folder.",
            Assert.Single(Defined.Problems));
    }

    [Fact]
    public void A_missing_folder_is_a_problem()
    {
        _folder = Path.Combine(_root.FullName, "missing");

        Assert.Empty(Defined.All);
        Assert.Contains("the folder does not exist", Assert.Single(Defined.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_provider_takes_precedence_over_the_folder()
    {
        string ofFolder = Write("a", "Acme");
        string outside = Path.Combine(_root.CreateSubdirectory("outside").FullName, "acme.json");
        File.WriteAllText(outside, DefinitionText("Acme", "https://other.example.com"));
        _folder = _root.FullName;

        Assert.Equal(ofFolder, Defined.FindReplaced("Acme", outside)?.Facts.DefinitionPath);
        Assert.Null(Defined.FindReplaced("Acme", ofFolder)); // a registered file of the folder replaces no provider
        Defined.Register(DefinedProviders.Load(outside, isRegistered: true));

        Assert.Equal(outside, Assert.Single(Defined.All).Facts.DefinitionPath);
        Defined.Unregister("Acme");
        Assert.Empty(Defined.All); // the provider of the folder is removed as well
        Defined.Clear();
        Assert.Equal(ofFolder, Assert.Single(Defined.All).Facts.DefinitionPath);
    }

    [Fact]
    public void The_key_of_a_definition_is_bound_to_its_host_and_never_in_the_variable_of_another_program()
    {
        string file = Write("a", "OpenAI");

        ProviderMetadata registered = DefinedProviders.Load(file, isRegistered: true).Facts;
        ProviderMetadata ofFolder = DefinedProviders.Load(file, isRegistered: false).Facts;

        Assert.Equal("TIKTOKFOLLOWING_OPENAI_API_KEY", registered.EnvironmentVariable);
        Assert.Null(ofFolder.EnvironmentVariable);
        Assert.Equal("OpenAI@api.example.com", registered.KeyName);
        Assert.Equal(registered.KeyName, ofFolder.KeyName);
    }

    [Theory]
    [InlineData("https://API.example.com/v1", "Acme@api.example.com")]
    [InlineData("https://api.example.com:443", "Acme@api.example.com")]
    [InlineData("https://api.example.com:8443", "Acme@api.example.com:8443")]
    [InlineData("http://127.0.0.1:8080", "Acme@127.0.0.1:8080")]
    [InlineData("http://[::1]:8080", "Acme@[::1]:8080")]
    [InlineData("https://b\u00fccher.example", "Acme@xn--bcher-kva.example")]
    public void The_name_of_a_key_has_the_host(string address, string name)
    {
        string file = Path.Combine(_root.FullName, "a.json");
        File.WriteAllText(file, DefinitionText("Acme", address));

        Assert.Equal(name, DefinedProviders.Load(file, isRegistered: true).Facts.KeyName);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("en-GB")]
    [InlineData("de-DE")]
    [InlineData("fr-CA")]
    [InlineData("tr-TR")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void The_names_of_a_key_do_not_depend_on_the_culture(string culture)
    {
        using CultureScope scope = new(culture);
        string file = Path.Combine(_root.FullName, "a.json");
        File.WriteAllText(file, DefinitionText("Initial", "https://API.example.com:8443"));

        ProviderMetadata facts = DefinedProviders.Load(file, isRegistered: true).Facts;

        Assert.Equal("TIKTOKFOLLOWING_INITIAL_API_KEY", facts.EnvironmentVariable);
        Assert.Equal("Initial@api.example.com:8443", facts.KeyName);
    }

    private string[] Names() => [.. Defined.All.Select(provider => provider.Facts.Name)];

    private string Write(string file, string name)
    {
        string path = Path.Combine(_root.FullName, file + ".json");
        File.WriteAllText(path, DefinitionText(name, "https://api.example.com"));
        return path;
    }

    private static string DefinitionText(string name, string address) =>
        $$"""
        {
          "version": 1, "name": "{{name}}", "address": "{{address}}",
          "auth": { "header": "X-Api-Key" },
          "cost": { "perRequest": 2 },
          "request": { "path": "v1/following", "query": { "user": "{handle}", "cursor": "{cursor}" } },
          "page": { "items": ["data"], "next": ["next"] },
          "record": { "handle": ["name"], "id": ["id"] }
        }
        """;
}
