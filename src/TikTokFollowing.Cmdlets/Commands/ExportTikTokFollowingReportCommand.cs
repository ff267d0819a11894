using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using TikTokFollowing.Client.Reports;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Conversion;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Writes accounts, or the changes between two lists, as one HTML page with totals, charts and a table to sort and search.</summary>
[Cmdlet(VerbsData.Export, "TikTokFollowingReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTikTokFollowingReportCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<string> _refused = [];
    private FollowingReport? _report;
    private string _file = "";
    private bool _hasInput;

    /// <summary>Specifies the file to write, without wildcards. Its folder must exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReportPathCompleter))]
    public string Path { get; set; } = "";

    /// <summary>Followed accounts, pages of them, or changes; also after Export-Csv, Export-Clixml or ConvertTo-Json.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The heading. Default: whose lists they are.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>Replaces any existing file: one that is not a report of this module, or a read-only one.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps an existing file, also a report, and also with -Force. By default, a report is replaced.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Write the file's FileInfo to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Finds out whether the file can be written before the commands in front of this one have bought anything.</summary>
    protected override void BeginProcessing()
    {
        _report = new FollowingReport(TimeProvider.System) { GivenTitle = Title };
        _file = ResolveFile();
        if (Directory.Exists(_file)) { ThrowTerminatingError(ErrorRecords.ReportNotWritten(_file, "it is a folder. Give the name of a file in it.")); }
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(_file))) { ThrowTerminatingError(ErrorRecords.ReportNotWritten(_file, "its folder does not exist. Make it first.")); }
        CheckExisting();
        // -WhatIf comes with a value that may also be false.
        bool isRehearsal = MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? value) && value is SwitchParameter { IsPresent: true };
        if (!isRehearsal) { Try(() => AtomicFileWriter.Probe(_file)); }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject? item in InputObject ?? [])
        {
            if (item is null)
            {
                continue;
            }
            _hasInput = true;
            bool isAdded = false;
            ReadInput(() => isAdded = ReportInput.TryAdd(item, _report!, _stopping.Token));
            if (isAdded)
            {
                continue;
            }
            // Once for each kind of object: there may be thousands of them.
            string type = item.TypeNames.Count > 0 ? item.TypeNames[0] : item.BaseObject.GetType().FullName!;
            if (_refused.Add(type)) { WriteError(ErrorRecords.NotForReport(type, item)); }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReadInput(() => ReportInput.Complete(_report!));
        if (_report!.IsEmpty)
        {
            string kept = File.Exists(_file) ? $" The file '{_file}' was not changed." : "";
            WriteWarning(_hasInput
                ? $"The input has no account and no change, so no report was written.{kept}"
                : $"No input was received, so no report was written.{kept}");
            return;
        }
        // Reading the input can take hours, and another command may have written the file since the start.
        CheckExisting();
        if (!ShouldProcess(_file, "Write report"))
        {
            return;
        }

        Try(() => AtomicFileWriter.Write(_file, _report, replaces: !NoClobber));
        WriteVerbose($"{_report.Accounts.Count} accounts and {_report.Changes.Count} changes are in {_file}.");
        if (PassThru)
        {
            // As Get-Item emits it: a bare FileInfo shows no mode, owner and size on Linux and macOS.
            Try(() => WriteObject(InvokeProvider.Item.Get([_file], force: true, literalPath: true), enumerateCollection: true));
        }
    }

    /// <summary>Ends the command where the target exists and is not to be replaced.</summary>
    private void CheckExisting()
    {
        if (!File.Exists(_file))
        {
            return;
        }
        if (WhyNotToBeReplaced() is string why)
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(_file, why));
        }
        if (NoClobber)
        {
            ThrowTerminatingError(ErrorRecords.ReportExists(_file, isNoClobber: true));
        }
        if (Force)
        {
            return;
        }
        if (IsReadOnly())
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(_file, "it is read-only. -Force replaces it."));
        }
        // A .csv holds data, whatever is in it.
        bool isData = System.IO.Path.GetExtension(_file).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        if (isData || !AtomicFileWriter.IsReport(_file))
        {
            ThrowTerminatingError(ErrorRecords.ReportExists(_file, isNoClobber: false));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has ended.
        }
    }

    private void ReadInput(Action read)
    {
        try
        {
            read();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (FollowingException e)
        {
            ThrowTerminatingError(e.ToErrorRecord(new ResumePoint()));
        }
    }

    private string ResolveFile()
    {
        string path = GetUnresolvedProviderPath(out ProviderInfo provider);
        if (provider.Name != "FileSystem") { ThrowTerminatingError(ErrorRecords.ReportNotWritten(Path, $"it is in {provider.Name}, and only a file can hold a report.")); }
        try
        {
            return System.IO.Path.GetFullPath(path);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(TextSanitizer.Sanitize(Path), e.Message, e));
            throw;
        }
    }

    private string GetUnresolvedProviderPath(out ProviderInfo provider)
    {
        try
        {
            return SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out provider, out _);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSNotSupportedException)
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(Path, e.Message, e));
            throw;
        }
    }

    // The report is put in place of what has its name: a link would be lost, and so would /dev/null. A link is not followed either: in a folder where others may write, they choose where to.
    // As PowerShell sees the file: .NET before 6 knows no links, and none knows devices.
    private string? WhyNotToBeReplaced()
    {
        PSObject? item = null;
        Try(() => item = InvokeProvider.Item.Get([_file], force: true, literalPath: true).FirstOrDefault());
        if (item?.Properties["LinkType"]?.Value as string == "SymbolicLink") { return "it is a symbolic link. Give the file that it leads to, or remove the link."; }
        // Not on Windows. UnixMode shows a named pipe as an ordinary file, so the type is read.
        object? type = item?.Properties["UnixStat"]?.Value is object stat ? PSObject.AsPSObject(stat).Properties["ItemType"]?.Value : null;
        return type is not null && type.ToString() != "File" ? "it is no ordinary file." : null;
    }

    private bool IsReadOnly()
    {
        FileAttributes attributes = default;
        Try(() => attributes = File.GetAttributes(_file));
        return (attributes & FileAttributes.ReadOnly) != 0;
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(_file, e.Message, e));
        }
    }
}
