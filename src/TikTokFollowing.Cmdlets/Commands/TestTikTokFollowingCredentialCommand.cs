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
        CredentialStatus status = ApiKeyResolver.Status(provider.Facts);
        bool isFailure = false;
        try
        {
            if (!IsSandbox)
            {
                status = ApiKeyResolver.StatusOf(provider.Facts, Vaults, ApiKey);
            }

            ApiKey key = GetKey(provider.Facts);
            status.CreditsRemaining =
                provider.Balance is not null ? GetBalance(provider, key).CreditsRemaining : null;
            if (status.CreditsRemaining is not null || TryFetchPage(provider, key, status))
            {
                status.IsValid = true;
            }
        }
        catch (VaultException e)
        {
            status.Reason = e.Message;
            isFailure = true;
        }
        catch (FollowingException failure)
        {
            FollowingException e = Explain(failure);
            if (e.Kind == FollowingErrorKind.SandboxStopped)
            {
                ThrowTerminatingError(CreateRecord(e, provider));
            }

            SetFailure(status, e);
            isFailure = status.IsValid is null;
        }

        WriteStatus(status, isFailure);
    }

    private void WriteStatus(CredentialStatus status, bool isFailure)
    {
        if (Quiet && status.Reason is string reason)
        {
            WriteVerbose(reason);
        }

        // The table shows only that the result is unknown.
        if (!Quiet && isFailure)
        {
            WriteWarning(status.Reason!);
        }

        WriteObject(Quiet ? (object)(status.IsValid == true) : status);
    }

    private static void SetFailure(CredentialStatus status, FollowingException e) =>
        (status.IsValid, status.Reason, status.CreditsRemaining) = e.Kind switch
        {
            FollowingErrorKind.MissingApiKey or FollowingErrorKind.AuthenticationFailed => (false, e.Message, null),
            // The provider recognized the key.
            FollowingErrorKind.CreditsExhausted => (true, e.Message, 0),
            FollowingErrorKind.AccountNotFound
                or FollowingErrorKind.AccountPrivate
                or FollowingErrorKind.FollowingHidden => (true, null, null),
            _ => ((bool?)null, (string?)$"The key could not be tested: {e.Message}", (long?)null),
        };

    // Returns false if the request was not confirmed.
    private bool TryFetchPage(IFollowingProvider provider, ApiKey key, CredentialStatus status)
    {
        ProviderMetadata facts = provider.Facts;
        string price = Quantity.Of(facts.PriceOf(1), "credit");
        string reason = provider.Balance is not null
            ? $"{facts.Name} did not return a balance that proves the key"
            : facts.IsBuiltIn ? $"{facts.Name} has no free request that tests a key"
            : $"the definition of {facts.Name} has no request for the balance";
        // -Confirm has already prompted, and -Confirm:$false suppresses the prompt. Sandbox credits are fictitious.
        bool isConfirmed = ShouldProcess($"{facts.Name}, for {price}", "Fetch a page to test the key")
            && (Force
                || IsSandbox
                || this.IsGiven("Confirm")
                || Confirmation.Request(
                    () => ShouldContinue(
                        $"{reason}. Fetch one page of @{TestHandle} to test the key, for {price}?", "Test the key"),
                    $"The key was not tested. To fetch a page for {price} without a prompt, use -Force or "
                    + "-Confirm:$false."));
        if (!isConfirmed)
        {
            status.Reason =
                $"The key was not tested: {reason}. With -Force, a page is fetched to test it, for {price}.";
            return false;
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

        status.CreditsRemaining = page?.CreditsRemaining;
        return true;
    }
}
