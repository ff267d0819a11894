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

/// <summary>
/// Writes accounts or changes to an HTML file with totals, charts and a table that can be sorted and searched.
/// </summary>
[Cmdlet(VerbsData.Export, "TikTokFollowingReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTikTokFollowingReportCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<string> _rejectedTypes = [];
    private FollowingReport? _report;
    private string _file = "";
    private bool _hasInput;

    /// <summary>Specifies the file to write, without wildcards. Its folder must exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReportPathCompleter))]
    public string Path { get; set; } = "";

    /// <summary>
    /// Specifies accounts, pages or changes, live or from Import-Csv, Import-Clixml or ConvertFrom-Json.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Specifies the heading. By default, it names the users of the lists.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>
    /// Replaces any existing file, also a read-only file and a file that is not a report of this module.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps any existing file, also with -Force. By default, a report is replaced.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Checks that the file can be written, before earlier commands in the pipeline send a request.</summary>
    protected override void BeginProcessing()
    {
        _report = new FollowingReport(TimeProvider.System) { GivenTitle = Title };
        _file = ResolveFile();
        if (Directory.Exists(_file))
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(_file, "it is a folder. Specify a file in it."));
        }

        if (!Directory.Exists(System.IO.Path.GetDirectoryName(_file)))
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(_file, "its folder does not exist. Create it first."));
        }

        CheckExisting();
        // -WhatIf:$false is bound, too.
        bool isWhatIf = MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? value)
            && value is SwitchParameter { IsPresent: true };
        if (!isWhatIf)
        {
            Try(() => AtomicFileWriter.Probe(_file));
        }
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
            object? rejected = null;
            ReadInput(() => rejected = ReportInput.Add(item, _report!, _stopping.Token));
            if (rejected is null)
            {
                continue;
            }

            // Once for each type, because there may be thousands of objects.
            string type = item.TypeNames.Count > 0 ? item.TypeNames[0] : item.BaseObject.GetType().FullName!;
            if (_rejectedTypes.Add(type))
            {
                string? reason = AccountConverter.DescribeMissing(rejected, needsProfile: true);
                WriteError(ErrorRecords.NotForReport(type, reason, item));
            }
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
        // The input can take hours, and another command may have written the file meanwhile.
        CheckExisting();
        if (!ShouldProcess(_file, "Write report"))
        {
            return;
        }

        Try(() => AtomicFileWriter.Write(_file, _report, replaces: !NoClobber));
        string accounts = Quantity.Of(_report.Accounts.Count, "account");
        WriteVerbose($"The report contains {accounts} and {Quantity.Of(_report.Changes.Count, "change")}: {_file}");
        if (PassThru)
        {
            // On Linux and macOS, only the output of Get-Item shows the mode, the owner and the size.
            Try(() => WriteObject(
                InvokeProvider.Item.Get([_file], force: true, literalPath: true), enumerateCollection: true));
        }
    }

    /// <summary>Ends the command if the file exists and must not be replaced.</summary>
    private void CheckExisting()
    {
        if (!File.Exists(_file))
        {
            return;
        }
        if (DescribeSpecialFile() is string reason)
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(_file, reason));
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
        // A .csv file contains data, even if its content looks like a report.
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
            // The cmdlet has already ended.
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
        if (provider.Name != "FileSystem")
        {
            string reason = $"it is a path of the provider {provider.Name}. Specify a file.";
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(Path, reason));
        }

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
        catch (Exception e) when (e
            is System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException
            or PSNotSupportedException)
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(Path, e.Message, e));
            throw;
        }
    }

    // The report replaces the directory entry, so a link or a device would be lost. Links are not followed, because in
    // a shared folder another user may choose their target. PowerShell reads the file: .NET Framework has no API for
    // links, and .NET has none for devices.
    private string? DescribeSpecialFile()
    {
        PSObject? item = null;
        Try(() => item = InvokeProvider.Item.Get([_file], force: true, literalPath: true).FirstOrDefault());
        if (item?.Properties["LinkType"]?.Value as string == "SymbolicLink")
        {
            return "it is a symbolic link. Specify its target, or remove the link.";
        }

        // Not on Windows. UnixMode shows a named pipe as a regular file, so the type is read.
        object? type = item?.Properties["UnixStat"]?.Value is object stat
            ? PSObject.AsPSObject(stat).Properties["ItemType"]?.Value
            : null;
        return type is not null && type.ToString() != "File" ? "it is not a regular file." : null;
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
