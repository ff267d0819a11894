using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Gets the credits that remain at a provider. Costs nothing.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingBalance")]
[OutputType(typeof(CreditBalance))]
public sealed class GetTikTokFollowingBalanceCommand : AccountCmdletBase
{
    private ErrorRecord? _terminatingError;

    /// <inheritdoc/>
    private protected override void ProcessProvider(IFollowingProvider provider)
    {
        try
        {
            ProviderMetadata facts = provider.Facts;
            CreditBalance balance = provider.Balance is not null
                ? GetBalance(provider, GetKey(facts))
                : throw RequestErrors.Invalid(
                    facts.IsBuiltIn
                        ? $"{facts.Name} has no request that returns the balance. Look it up at {facts.Website}, "
                            + $"or get it with a page, for {Quantity.Of(facts.PriceOf(1), "credit")}: "
                            + $"(Get-TikTokFollowingPage tiktok -Provider {facts.Name} -PageSize 1).CreditsRemaining"
                        : $"The definition of {facts.Name} has no request for the balance. "
                            + $"Look it up at {facts.Website}",
                    facts.Name);
            WriteObject(balance);
            if (balance.Note is not null)
            {
                WriteWarning(balance.Note);
            }
        }
        catch (FollowingException failure)
        {
            FollowingException e = Explain(failure);
            ErrorRecord record = CreateRecord(e, provider);
            // A rejected key ends the command after the other providers were queried.
            if (_terminatingError is not null)
            {
                WriteError(_terminatingError);
            }

            _terminatingError = e.Kind.EndsCommand() ? record : null;
            if (_terminatingError is null)
            {
                WriteError(record);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_terminatingError is not null)
        {
            ThrowTerminatingError(_terminatingError);
        }
    }
}
