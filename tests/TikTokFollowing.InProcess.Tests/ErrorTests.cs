using System.Management.Automation;
using Xunit;

namespace TikTokFollowing.InProcess.Tests;

/// <summary>Tests the id, the category and the effect of each error.</summary>
public sealed class ErrorTests : IDisposable
{
    private const string Provider = " -Provider SociaVault";
    private const string List = "Get-TikTokFollowing someone" + Provider + " -All -MaximumRetryCount 0";

    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("TikTokFollowing").FullName;

    /// <summary>
    /// Gets the error id, the category, true if the error ends the command, the parameters of the sandbox (null for no
    /// sandbox), and the command.
    /// </summary>
    public static TheoryData<string, ErrorCategory, bool, string?, string> ProviderErrors => new()
    {
        { "MissingApiKey", ErrorCategory.AuthenticationError, true, null, List },
        { "AuthenticationFailed", ErrorCategory.AuthenticationError, true, "-Fault Unauthorized -FaultEvery 1", List },
        { "CreditsExhausted", ErrorCategory.QuotaExceeded, true, "-Fault NoCredits -FaultEvery 1", List },
        { "BudgetReached", ErrorCategory.LimitsExceeded, true, "", List + " -MaxCredits 2" },
        { "AccountNotFound", ErrorCategory.ObjectNotFound, false, "", "Get-TikTokFollowing missing" + Provider },
        { "AccountPrivate", ErrorCategory.PermissionDenied, false, "", "Get-TikTokFollowing private" + Provider },
        { "FollowingHidden", ErrorCategory.PermissionDenied, false, "", "Get-TikTokFollowing hidden" + Provider },
        { "RateLimited", ErrorCategory.LimitsExceeded, false, "-Fault RateLimitLong -FaultEvery 1", List },
        { "ProviderUnavailable", ErrorCategory.ResourceUnavailable, false, "-Fault ServerError -FaultEvery 1", List },
        {
            "ProviderTimeout", ErrorCategory.OperationTimeout, false, "-Fault Timeout -FaultEvery 1",
            List + " -TimeoutSec 1"
        },
        { "UnexpectedResponse", ErrorCategory.InvalidData, false, "-Fault Html -FaultEvery 1", List },
        { "PagingStalled", ErrorCategory.InvalidData, false, "-Fault RepeatedCursor -FaultPage 2", List },
        { "InvalidHandle", ErrorCategory.InvalidArgument, false, "", "Get-TikTokFollowing 'some one'" + Provider },
        { "InvalidRequest", ErrorCategory.InvalidArgument, true, "", List + " -PageSize 10" },
        { "CheckpointUnusable", ErrorCategory.InvalidData, true, "", List + " -CheckpointPath '{0}'" },
        {
            "InvalidInput", ErrorCategory.InvalidData, true, null,
            "Compare-TikTokFollowing ([pscustomobject] @{ Id = 6.81e18; Handle = 'x' }) $null"
        },
    };

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(ProviderErrors))]
    public void Each_failure_has_its_id_and_category(
        string id, ErrorCategory category, bool ends, string? sandbox, string command)
    {
        if (sandbox is not null)
        {
            _session.StartSandbox(sandbox);
        }
        File.WriteAllText(Path.Combine(_folder, "SociaVault.someone.jsonl"), "not a journal of the module\n");
        string script = command.Replace("{0}", _folder, StringComparison.Ordinal);
        (_, IReadOnlyList<ErrorRecord> errors, bool isEnded) = _session.TryRun(script);

        ErrorRecord error = Assert.Single(errors);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(ends, isEnded);
        Assert.NotNull(error.TargetObject);
    }

    [Fact]
    public void Returned_accounts_stay_and_the_target_resumes_the_list()
    {
        PSObject sandbox = _session.StartSandbox();
        (ICollection<PSObject> output, IReadOnlyList<ErrorRecord> errors, bool isEnded) =
            _session.TryRun(List + " -MaxCredits 2");
        Assert.True(isEnded);
        using PowerShell shell = _session.Script("param($target) $target | Get-TikTokFollowing -All")
            .AddParameter("target", errors[0].TargetObject);
        Assert.Equal(90, output.Count + shell.Invoke().Count);
        Assert.Equal(5, sandbox.Get<long>("Requests"));
    }
}
