using System.Management.Automation;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Credentials;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Tells whether a provider takes the key, by the cheapest call that proves it. Where a page has to be bought for it, it asks first.</summary>
[Cmdlet(VerbsDiagnostic.Test, "TikTokFollowingCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CredentialStatus))]
[OutputType(typeof(bool))]
public sealed class TestTikTokFollowingCredentialCommand : AccountCmdletBase
{
    // Whose list to ask for where a page has to be bought: TikTok's own account, which will stay.
    private const string SomeHandle = "tiktok";

    /// <summary>Write only whether the key is known to work: true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Buy the page that proves a key without asking, where there is no cheaper call: 1 credit at UnifAPI.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override void Ask(IFollowingProvider provider)
    {
        CredentialStatus found;
        try
        {
            found = IsSandbox ? ApiKeyResolver.Status(provider.Facts, null, null, null) : ApiKeyResolver.StatusOf(provider.Facts, Vaults, ApiKey);
        }
        catch (VaultException e)
        {
            Tell(ApiKeyResolver.Status(provider.Facts, null, null, null), new Finding(null, e.Message));
            return;
        }
        Tell(found, Try(provider));
    }

    private Finding Try(IFollowingProvider provider)
    {
        try
        {
            ApiKey key = KeyOf(provider.Facts);
            if (provider is IBalanceProvider teller && AskBalance(teller, key).CreditsRemaining is long credits) { return new Finding(true, null, credits); }
            return BuyPage(provider, key);
        }
        catch (FollowingException failure)
        {
            FollowingException e = Explain(failure);
            if (e.Kind == FollowingErrorKind.SandboxStopped) { ThrowTerminatingError(Record(e, provider.Facts.Name)); }
            return e.Kind switch
            {
                FollowingErrorKind.MissingApiKey or FollowingErrorKind.AuthenticationFailed => new Finding(false, e.Message),
                // Who is told so has been recognised.
                FollowingErrorKind.CreditsExhausted => new Finding(true, e.Message, 0),
                FollowingErrorKind.AccountNotFound or FollowingErrorKind.AccountPrivate or FollowingErrorKind.FollowingHidden => new Finding(true, null),
                _ => new Finding(null, $"It could not be found out: {e.Message}"),
            };
        }
    }

    private Finding BuyPage(IFollowingProvider provider, ApiKey key)
    {
        ProviderMetadata facts = provider.Facts;
        string price = facts.PriceOf(1) == 1 ? "1 credit" : $"{facts.PriceOf(1)} credits";
        string why = provider is IBalanceProvider ? $"{facts.Name} did not tell the balance in a way that proves the key" : $"{facts.Name} has no call for it that is free";
        if (!ShouldProcess($"{facts.Name}, for {price}", "Buy a page to test the key") || !MayBuy($"{why}. A page of the list of @{SomeHandle} proves it, for {price}. Buy it?"))
        {
            return new Finding(null, $"It was not tested: {why}. A page for {price} proves it; -Force buys it without asking.");
        }

        FollowingClient client = new(provider, key, Address, Settings, Log, TransportThroughProxy());
        FollowingQuery query = new(FollowingHandle.Parse(SomeHandle)) { PageSize = facts.SupportsPageSize ? 1 : null, Wanted = 1 };
        using FallbackPager list = new([client], query, Log);
        FollowingPage? page = Await(list.NextPageAsync);
        if (list.Failure is not null) { throw list.Failure; }
        return new Finding(true, null, page?.CreditsRemaining);
    }

    // -Confirm has asked already, -Confirm:$false means not to; the sandbox's credits are made up.
    private bool MayBuy(string question) => Force || IsSandbox || MyInvocation.BoundParameters.ContainsKey("Confirm") || ShouldContinue(question, "Test the key");

    private void Tell(CredentialStatus found, Finding finding)
    {
        if (finding.Reason is not null && Quiet) { WriteVerbose(finding.Reason); }
        if (Quiet)
        {
            WriteObject(finding.IsValid == true);
            return;
        }
        WriteObject(new CredentialStatus
        {
            Provider = found.Provider,
            HasKey = found.HasKey,
            Source = found.Source,
            SourceName = found.SourceName,
            KeyEnding = found.KeyEnding,
            EnvironmentVariable = found.EnvironmentVariable,
            IsValid = finding.IsValid,
            Reason = finding.Reason,
            CreditsRemaining = finding.CreditsRemaining,
        });
    }

    private sealed record Finding(bool? IsValid, string? Reason, long? CreditsRemaining = null);
}
