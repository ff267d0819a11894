using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Runtime.Loader;
using Xunit;

namespace TikTokFollowing.InProcess.Tests;

/// <summary>Tests Get-TikTokFollowing in process.</summary>
public sealed class ListTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public static TheoryData<string> Providers =>
        ["DumplingAI", "ScrapeCreators", "SociaVault", "SocialFetch", "UnifAPI"];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_module_exports_its_cmdlets_and_nothing_else()
    {
        PSModuleInfo module = (PSModuleInfo)Assert.Single(_session.Run("Get-Module TikTokFollowing")).BaseObject;
        Assert.Contains("Get-TikTokFollowing", module.ExportedCmdlets.Keys);
        Assert.Equal(module.ExportedCommands.Keys.Order(), module.ExportedCmdlets.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_list_is_whole_and_in_order_with_as_few_requests_as_possible(string provider)
    {
        PSObject sandbox = _session.StartSandbox();
        Collection<PSObject> accounts = _session.Run($"Get-TikTokFollowing someone -Provider {provider} -All");

        Assert.Equal(Enumerable.Range(1, 90), accounts.Select(static account => account.Get<int>("Position")));
        Assert.Equal(90, accounts.Select(static account => account.Get<string>("Handle")).Distinct().Count());
        Assert.All(accounts, account => Assert.Equal("TikTokFollowing.FollowedAccount", account.TypeNames[0]));
        Assert.Equal(5, sandbox.Get<long>("Requests"));
    }

    [Fact]
    public void First_fetches_only_the_pages_that_it_needs()
    {
        PSObject sandbox = _session.StartSandbox();
        Assert.Equal(25, _session.Run("Get-TikTokFollowing someone -Provider SociaVault -First 25").Count);
        Assert.Equal(2, sandbox.Get<long>("Requests"));
    }

    [Fact]
    public void Select_Object_First_stops_the_requests()
    {
        PSObject sandbox = _session.StartSandbox();
        Collection<PSObject> accounts =
            _session.Run("Get-TikTokFollowing someone -Provider SociaVault -All | Select-Object -First 3");
        Assert.Equal(3, accounts.Count);
        Assert.Equal(1, sandbox.Get<long>("Requests"));
    }

    [Fact]
    public void A_handle_that_fails_is_one_error_and_the_others_are_read()
    {
        _session.StartSandbox();
        (Collection<PSObject> output, IReadOnlyList<ErrorRecord> errors, bool isEnded) =
            _session.TryRun("'someone', 'missing', 'another' | Get-TikTokFollowing -Provider SociaVault -All");

        Assert.False(isEnded);
        Assert.Equal("AccountNotFound", Assert.Single(errors).FullyQualifiedErrorId.Split(',')[0]);
        IEnumerable<string?> users = output.Select(static account => account.Get<string>("FollowedBy")).Distinct();
        Assert.Equal(["someone", "another"], users);
    }

    [Fact]
    public void The_client_is_loaded_into_a_private_context_and_the_public_types_are_not()
    {
        _session.StartSandbox("-Fault ServerError -FaultEvery 2"); // Polly is loaded only for a retry
        _session.Run("Get-TikTokFollowing someone -Provider SociaVault -All -RetryIntervalSec 0");
        string[] inside =
        [
            .. AssemblyLoadContext.All
                .Where(static context => context.Name == "TikTokFollowing")
                .SelectMany(static context => context.Assemblies)
                .Select(static assembly => assembly.GetName().Name!)
                .Order(),
        ];
        Assert.Equal(["Polly.Core", "TikTokFollowing.Client", "TikTokFollowing.Sandbox"], inside);
    }
}
