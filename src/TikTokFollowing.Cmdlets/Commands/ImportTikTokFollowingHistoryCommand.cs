using System.Management.Automation;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Conversion;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Output;
using TikTokFollowing.Cmdlets.Requests;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Stores following lists that were read before in the histories of their users. It sends no request.
/// </summary>
[Cmdlet(VerbsData.Import, "TikTokFollowingHistory", SupportsShouldProcess = true)]
[OutputType(typeof(FollowingChange))]
public sealed class ImportTikTokFollowingHistoryCommand : ListInputCmdletBase
{
    private readonly UpdateSummary _summary = new();
    private HistoryFolder? _folder;
    private ImportedLists? _lists;
    private AccountReader? _reader;

    /// <summary>
    /// Specifies the lists: accounts, pages, or the paths of CSV, JSON, JSONL, CLIXML or journal files. Accounts can be
    /// live, or from Import-Csv, Import-Clixml, ConvertFrom-Json or a job.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ListPathCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? InputObject { get; set; }

    /// <summary>
    /// Specifies the folder of the histories, without wildcards. The default is $env:TIKTOKFOLLOWING_HISTORY_PATH.
    /// </summary>
    [Parameter]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Specifies the time at which lists without RetrievedAt were read.</summary>
    [Parameter]
    [DateTransformation]
    public DateTime? ReadAt { get; set; }

    /// <summary>Specifies that lists with an unknown end are complete, such as those from a CSV.</summary>
    [Parameter]
    public SwitchParameter Complete { get; set; }

    /// <summary>
    /// Also stores and returns changes of the display name, the bio, the verification and the privacy.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeProfile { get; set; }

    /// <summary>Also stores the numbers of followers.</summary>
    [Parameter]
    public SwitchParameter IncludeCount { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(() =>
    {
        _folder = HistoryPath.Open(SessionState, Path);
        _lists = new ImportedLists(new ImportOptions
        {
            ReadAt = ReadAt?.ToUniversalTime(),
            IsComplete = Complete,
            IncludeProfile = IncludeProfile,
            IncludeCount = IncludeCount,
        });
        _reader = NewReader(_lists, new InputDescription("the input", "Nothing was imported."));
    });

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(() => _reader!.Add(InputObject));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Run(_reader!.Complete); // lists are independent of each other
        if (_lists!.All.Count == 0)
        {
            WriteWarning("The input has no account, so nothing was imported.");
        }
        bool isSandbox = RunningSandbox.BaseUri is not null;
        foreach (IGrouping<bool, ImportedList> lists in
            _lists.All.GroupBy(list => isSandbox || list.IsFictitious).OrderBy(lists => lists.Key))
        {
            foreach (IGrouping<string, ImportedList> user in
                lists.GroupBy(list => list.FollowedBy, StringComparer.OrdinalIgnoreCase))
            {
                this.Try(() => Import(user, isSandbox: lists.Key), new ResumePoint { Handle = user.Key });
            }
        }
        _summary.Write(this);
    }

    private void Import(IGrouping<string, ImportedList> lists, bool isSandbox)
    {
        FollowingHandle user = lists.Key.Length > 0
            ? FollowingHandle.Parse(lists.Key)
            : throw RequestErrors.Invalid(
                "Accounts without FollowedBy were not imported, because their user is unknown. Add the property: "
                + "Select-Object *, @{ Name = 'FollowedBy'; Expression = { 'someone' } } -ExcludeProperty FollowedBy");
        string target = $"History of {user.Shown} in {TextSanitizer.Sanitize(_folder!.Path)}";
        List<ImportedList> confirmed =
        [
            .. lists.OrderBy(list => list.ReadAt).Where(list => Confirmation.Request(
                () => ShouldProcess(target, $"Import the {Describe(list)}"),
                "Use -Confirm:$false to import without a prompt.")),
        ];
        if (confirmed.Count == 0)
        {
            return;
        }
        using HistoryImporter importer =
            Await(token => HistoryImporter.OpenAsync(_folder!, user, isSandbox, token));
        foreach (ImportedList list in confirmed)
        {
            this.Try(() => Import(list, user, importer), new ResumePoint { Handle = user.Value });
        }
    }

    private void Import(ImportedList list, FollowingHandle user, HistoryImporter importer)
    {
        ListReading reading = list.ToReading(TimeProvider.System.GetUtcNow().UtcDateTime);
        HistoryUpdate? update = Await(token => importer.ImportAsync(reading, token));
        if (update is null)
        {
            WriteVerbose($"{user.Shown}: the {Describe(list)} is already stored.");
            return;
        }
        _summary.Add(user.Value, update);
        WriteVerbose($"{user.Shown}: stored the {Describe(list)}, with {Quantity.Of(update.Changes.Count, "change")}.");
        ChangeView.Write(this, update);
    }

    private static string Describe(ImportedList list)
    {
        string time = list.ReadAt is DateTime readAt ? $" from {LocalTime.Format(readAt.ToLocalTime())}" : "";
        return $"list of {Quantity.Of(list.Count, "account")}{time}";
    }
}
