using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Tells the credits left at a provider. Costs nothing.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingBalance")]
[OutputType(typeof(CreditBalance))]
public sealed class GetTikTokFollowingBalanceCommand : AccountCmdletBase
{
    private ErrorRecord? _end;

    /// <inheritdoc/>
    private protected override void Ask(IFollowingProvider provider)
    {
        try
        {
            if (provider is not IBalanceProvider teller)
            {
                throw new FollowingException(
                    FollowingErrorKind.InvalidRequest,
                    provider.Facts.Name,
                    $"{provider.Facts.Name} has no call that tells the balance; each of its pages carries it: (Get-TikTokFollowingPage tiktok -Provider {provider.Facts.Name} -PageSize 1).CreditsRemaining, "
                    + $"for {provider.Facts.PriceOf(1)} credit. Or look at {provider.Facts.Website}.");
            }
            CreditBalance balance = AskBalance(teller, KeyOf(provider.Facts));
            WriteObject(balance);
            if (balance.Note is not null) { WriteWarning(balance.Note); }
        }
        catch (FollowingException failure)
        {
            FollowingException e = Explain(failure);
            // A bad key ends the command, but the other accounts are looked at first.
            if (_end is not null) { WriteError(_end); }
            _end = e.Kind.EndsCommand() ? Record(e, provider.Facts.Name) : null;
            if (_end is null) { WriteError(Record(e, provider.Facts.Name)); }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_end is not null) { ThrowTerminatingError(_end); }
    }
}
