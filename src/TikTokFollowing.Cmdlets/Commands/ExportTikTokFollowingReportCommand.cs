using System.Management.Automation;
using TikTokFollowing.Client.Reports;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Conversion;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Output;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Writes accounts or changes to an HTML file with totals, charts and a table that can be sorted and searched.
/// </summary>
[Cmdlet(VerbsData.Export, "TikTokFollowingReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTikTokFollowingReportCommand : InputCmdletBase
{
    private readonly HashSet<string> _rejectedTypes = [];
    private FollowingReport? _report;
    private ReportInput? _input;
    private OutputFile? _file;
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
        _input = new ReportInput(_report, StopToken);
        _file = new OutputFile(this, Path, OutputKind.Report);
        CheckExisting();
        _file.Probe();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in InputObject?.OfType<PSObject>() ?? [])
        {
            _hasInput = true;
            object? rejected = null;
            Run(() => rejected = _input!.Add(item));
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
        Run(_input!.Complete);
        if (_report!.IsEmpty)
        {
            string input = _hasInput ? "The input has no account and no change" : "No input was received";
            WriteWarning($"{input}, so no report was written.{_file!.Unchanged}");
            return;
        }
        // The input can take hours, and another command may have written the file meanwhile.
        CheckExisting();
        if (!ShouldProcess(_file!.FullPath, "Write report"))
        {
            return;
        }

        _file.Write(stream => ReportHtmlWriter.Write(stream, _report), replaces: !NoClobber);
        string accounts = Quantity.Of(_report.Accounts.Count, "account");
        string changes = Quantity.Of(_report.Changes.Count, "change");
        WriteVerbose($"The report contains {accounts} and {changes}: {_file.FullPath}");
        if (PassThru)
        {
            _file.WriteItem();
        }
    }

    private void CheckExisting() =>
        _file!.CheckExisting(NoClobber, Force, () => AtomicFileWriter.IsReport(_file.FullPath));
}
