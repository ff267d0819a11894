using System.Management.Automation;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Returns the differences between two snapshots of a following list.</summary>
[Cmdlet(VerbsData.Compare, "TikTokFollowing")]
[OutputType(typeof(FollowingChange))]
public sealed class CompareTikTokFollowingCommand : ListInputCmdletBase
{
    private ComparisonInput? _reference;
    private ComparisonInput? _difference;
    private AccountReader? _reader;

    /// <summary>
    /// Specifies the earlier list: accounts (live, or from Import-Csv, Import-Clixml, ConvertFrom-Json or a job),
    /// pages, or the path of a CSV, JSON, JSONL or CLIXML file. Null and an empty list are allowed.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ListPathCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ReferenceObject { get; set; }

    /// <summary>Specifies the later list, in the same forms.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ListPathCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? DifferenceObject { get; set; }

    /// <summary>Also returns changes of the display name, the bio, the verification and the privacy.</summary>
    [Parameter]
    public SwitchParameter IncludeProfile { get; set; }

    /// <summary>Also returns the accounts that did not change.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>Specifies that both lists are whole, so that accounts missing at the end count as unfollowed.</summary>
    [Parameter]
    public SwitchParameter Complete { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _reference = new ComparisonInput("reference") { IsComplete = Complete };
        _difference = new ComparisonInput("difference") { IsComplete = Complete, IsDifference = true };
        _reader = NewReader(_difference);
        AccountReader reference = NewReader(_reference);
        Run(() =>
        {
            reference.Add(ReferenceObject);
            reference.Complete();
        });
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(() => _reader!.Add(DifferenceObject));

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        _reader!.Complete();
        FollowingComparison comparison = new(
            _reference!,
            _difference!,
            new ComparisonOptions(IncludeProfile, IncludeEqual),
            new ClientLog(WriteVerbose, WriteDebug, WriteWarning));
        foreach (FollowingChange change in comparison.Changes(StopToken))
        {
            WriteObject(change);
        }
    });

    private AccountReader NewReader(ComparisonInput side) => NewReader(
        side, new InputDescription($"the {side.Name} side", "Nothing was compared."));
}
