using System;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Threading;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Conversion;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Returns the differences between two snapshots of a following list.</summary>
[Cmdlet(VerbsData.Compare, "TikTokFollowing")]
[OutputType(typeof(FollowingChange))]
public sealed class CompareTikTokFollowingCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
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
    public void Dispose()
    {
        _stopping.Dispose();
        _import?.Dispose();
    }

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
        foreach (FollowingChange change in comparison.Changes(_stopping.Token))
        {
            WriteObject(change);
        }
    });

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
            _import?.BeginStop(null, null);
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has already ended.
        }
    }

    private AccountReader NewReader(ComparisonInput side) =>
        new(side, GetUnresolvedProviderPathFromPSPath, ReadClixml, _stopping.Token);

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

    private void Run(Action action)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // PowerShell expects this exception, and shows no error for it.
            throw new PipelineStoppedException();
        }
        catch (FollowingException e)
        {
            // A partial result would show missing accounts as unfollowed.
            ThrowTerminatingError(e.ToErrorRecord(new ResumePoint()));
        }
        catch (Exception e) when (e
            is System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException
            or ItemNotFoundException)
        {
            FollowingException failure =
                new(FollowingErrorKind.InvalidRequest, null, $"The path of a file cannot be found: {e.Message}", e);
            ThrowTerminatingError(failure.ToErrorRecord(new ResumePoint()));
        }
    }
}
