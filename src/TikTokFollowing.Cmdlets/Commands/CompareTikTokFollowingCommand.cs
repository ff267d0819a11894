using System;
using System.Management.Automation;
using TikTokFollowing.Client;
using TikTokFollowing.Client.Comparing;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Parameters;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Tells what changed between two readings of a following list.</summary>
[Cmdlet(VerbsData.Compare, "TikTokFollowing")]
[OutputType(typeof(FollowingChange))]
public sealed class CompareTikTokFollowingCommand : PSCmdlet
{
    private AccountSide? _reference;
    private AccountSide? _difference;
    private AccountReader? _reader;

    /// <summary>
    /// The earlier list: accounts (live, or from Import-Csv, Import-Clixml, ConvertFrom-Json or a job), pages, or the path of a journal. Null and an empty list are allowed.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ReferenceObject { get; set; }

    /// <summary>The later list, in the same forms.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? DifferenceObject { get; set; }

    /// <summary>Tell changed names, bios, verifications and privacy too.</summary>
    [Parameter]
    public SwitchParameter IncludeProfile { get; set; }

    /// <summary>Tell the accounts that did not change too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _reference = new AccountSide("reference");
        _difference = new AccountSide("difference");
        _reader = new AccountReader(_difference, GetUnresolvedProviderPathFromPSPath);
        Read(new AccountReader(_reference, GetUnresolvedProviderPathFromPSPath), ReferenceObject);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Read(_reader!, DifferenceObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FollowingComparison comparison = new(
            _reference!, _difference!, new ComparisonOptions(IncludeProfile, IncludeEqual), new ClientLog(WriteVerbose, WriteDebug, WriteWarning));
        foreach (FollowingChange change in comparison.Changes()) { WriteObject(change); }
    }

    private void Read(AccountReader reader, object?[]? items)
    {
        try
        {
            foreach (object? item in items ?? []) { reader.Add(item); }
        }
        catch (FollowingException e)
        {
            // An account that is missing would show as an unfollow: all or nothing.
            ThrowTerminatingError(e.ToErrorRecord(new StoppingPoint()));
        }
        catch (Exception e) when (e is DriveNotFoundException or ProviderNotFoundException or ItemNotFoundException)
        {
            FollowingException mistake = new(FollowingErrorKind.InvalidRequest, null, $"The path of a journal cannot be found: {e.Message}", e);
            ThrowTerminatingError(mistake.ToErrorRecord(new StoppingPoint()));
        }
    }
}
