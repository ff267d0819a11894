using System.Management.Automation;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Credentials;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Tests a provider key with the cheapest request that can prove it. Prompts before it fetches a page.
/// </summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "TikTokFollowingCredential",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CredentialStatus))]
[OutputType(typeof(bool))]
public sealed class TestTikTokFollowingCredentialCommand : AccountCmdletBase
{
    // TikTok's own account, which is unlikely to disappear.
    private const string TestHandle = "tiktok";

    /// <summary>Returns only true or false: true if the key is known to work.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>
    /// Fetches the page that tests a key without a prompt, if no cheaper request can: 1 credit at UnifAPI.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessProvider(IFollowingProvider provider)
    {
        CredentialStatus found;
        try
        {
            found = IsSandbox
                ? ApiKeyResolver.Status(provider.Facts, null, null, null)
                : ApiKeyResolver.StatusOf(provider.Facts, Vaults, ApiKey);
        }
        catch (VaultException e)
        {
            WriteStatus(ApiKeyResolver.Status(provider.Facts, null, null, null), TestResult.Failed(e.Message));
            return;
        }

        WriteStatus(found, TestKey(provider));
    }

    private TestResult TestKey(IFollowingProvider provider)
    {
        try
        {
            ApiKey key = GetKey(provider.Facts);
            if (provider.Balance is not null
                && GetBalance(provider, key).CreditsRemaining is long credits)
            {
                return new TestResult(true, null, credits);
            }

            return TestWithPage(provider, key);
        }
        catch (FollowingException failure)
        {
            FollowingException e = Explain(failure);
            if (e.Kind == FollowingErrorKind.SandboxStopped)
            {
                ThrowTerminatingError(CreateRecord(e, provider.Facts.Name));
            }

            return e.Kind switch
            {
                FollowingErrorKind.MissingApiKey or FollowingErrorKind.AuthenticationFailed =>
                    new TestResult(false, e.Message),
                // The provider recognized the key.
                FollowingErrorKind.CreditsExhausted => new TestResult(true, e.Message, 0),
                FollowingErrorKind.AccountNotFound
                    or FollowingErrorKind.AccountPrivate
                    or FollowingErrorKind.FollowingHidden => new TestResult(true, null),
                _ => TestResult.Failed($"The key could not be tested: {e.Message}"),
            };
        }
    }

    private TestResult TestWithPage(IFollowingProvider provider, ApiKey key)
    {
        ProviderMetadata facts = provider.Facts;
        string price = Quantity.Of(facts.PriceOf(1), "credit");
        string reason = provider.Balance is not null
            ? $"{facts.Name} did not return a balance that proves the key"
            : facts.IsBuiltIn ? $"{facts.Name} has no free request that tests a key"
            : $"the definition of {facts.Name} has no request for the balance";
        bool isConfirmed = ShouldProcess($"{facts.Name}, for {price}", "Fetch a page to test the key")
            && IsFetchConfirmed($"{reason}. Fetch one page of @{TestHandle} to test the key, for {price}?", price);
        if (!isConfirmed)
        {
            return new TestResult(
                null, $"The key was not tested: {reason}. With -Force, a page is fetched to test it, for {price}.");
        }

        FollowingClient client = new(provider, key, Address, Settings, Log, TransportThroughProxy());
        FollowingQuery query = new(FollowingHandle.Parse(TestHandle))
        {
            PageSize = facts.SupportsPageSize ? 1 : null,
            Wanted = 1,
        };
        using ListPager list = new([client], query, Log);
        FollowingPage? page = Await(list.NextPageAsync);
        if (list.Failure is not null)
        {
            throw list.Failure;
        }

        return new TestResult(true, null, page?.CreditsRemaining);
    }

    // -Confirm has prompted already, and -Confirm:$false suppresses the prompt. Credits of the sandbox are fictitious.
    private bool IsFetchConfirmed(string query, string price) =>
        Force || IsSandbox || MyInvocation.BoundParameters.ContainsKey("Confirm")
        || Confirmation.Request(
            () => ShouldContinue(query, "Test the key"),
            $"The key was not tested. To fetch a page for {price} without a prompt, use -Force or -Confirm:$false.");

    private void WriteStatus(CredentialStatus found, TestResult result)
    {
        if (Quiet)
        {
            if (result.Reason is not null)
            {
                WriteVerbose(result.Reason);
            }

            WriteObject(result.IsValid == true);
            return;
        }

        // The table shows only that the result is unknown.
        if (result.IsFailure)
        {
            WriteWarning(result.Reason!);
        }

        found.IsValid = result.IsValid;
        found.Reason = result.Reason;
        found.CreditsRemaining = result.CreditsRemaining;
        WriteObject(found);
    }

    private sealed record TestResult(bool? IsValid, string? Reason, long? CreditsRemaining = null)
    {
        public bool IsFailure { get; private init; }

        public static TestResult Failed(string reason) => new(null, reason) { IsFailure = true };
    }
}
