using System;
using System.Collections.ObjectModel;
using System.IO;
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
public sealed class CompareTikTokFollowingCommand : InputCmdletBase
{
    private ComparisonInput? _reference;
    private ComparisonInput? _difference;
    private AccountReader? _reader;
    private PowerShell? _import;

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

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        try
        {
            _import?.BeginStop(null, null);
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has already ended.
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _import?.Dispose();
        }
    }

    private AccountReader NewReader(ComparisonInput side) => new(side, Resolve, ReadClixml, StopToken);

    private string Resolve(string path)
    {
        try
        {
            return GetUnresolvedProviderPathFromPSPath(path);
        }
        catch (Exception e) when (e
            is System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException
            or ItemNotFoundException)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest, null, $"The path of a file cannot be found: {e.Message}", e);
        }
    }

    // Can be stopped while it reads a file. PSSerializer cannot.
    private Collection<PSObject> ReadClixml(string path)
    {
        _import = PowerShell.Create(RunspaceMode.CurrentRunspace);
        try
        {
            return _import
                .AddCommand(@"Microsoft.PowerShell.Utility\Import-Clixml")
                .AddParameter("LiteralPath", path)
                .AddParameter("ErrorAction", ActionPreference.Stop)
                .Invoke();
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw new InvalidDataException("it is not CLIXML.", e);
        }
    }
}
