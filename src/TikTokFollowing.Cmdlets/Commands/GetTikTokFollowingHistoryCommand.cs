using System.Management.Automation;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Output;
using TikTokFollowing.Cmdlets.Requests;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Returns the stored changes of following lists, a list as of a time, or a summary. It sends no request.
/// </summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingHistory", DefaultParameterSetName = Changes)]
[OutputType(typeof(FollowingChange), ParameterSetName = [Changes])]
[OutputType(typeof(FollowedAccount), ParameterSetName = [List])]
[OutputType(typeof(HistorySummary), ParameterSetName = [Overview])]
public sealed class GetTikTokFollowingHistoryCommand : AsyncCmdlet
{
    private const string Changes = "Changes";
    private const string List = "AsOf";
    private const string Overview = "Summary";

    private HistoryFolder? _folder;
    private HistorySelector? _histories;

    /// <summary>Specifies the users. Wildcards match the handles of the stored histories. The default is all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HistoryHandleCompleter))]
    [HandleTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Handle { get; set; }

    /// <summary>
    /// Specifies the folder of the histories, without wildcards. The default is $env:TIKTOKFOLLOWING_HISTORY_PATH.
    /// </summary>
    [Parameter]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Returns the changes that were detected after this time.</summary>
    [Parameter(ParameterSetName = Changes)]
    [DateTransformation]
    public DateTime? After { get; set; }

    /// <summary>Returns the changes that were detected at or before this time.</summary>
    [Parameter(ParameterSetName = Changes)]
    [DateTransformation]
    public DateTime? Before { get; set; }

    /// <summary>Returns only these kinds of changes.</summary>
    [Parameter(ParameterSetName = Changes)]
    [ValidateSet("Followed", "Unfollowed", "Renamed", "ProfileChanged", "Returned", "Appeared")]
    public string[]? Change { get; set; }

    /// <summary>Returns the accounts that were listed at this time, newest follow first.</summary>
    [Parameter(ParameterSetName = List, Mandatory = true)]
    [DateTransformation]
    public DateTime AsOf { get; set; }

    /// <summary>Returns one summary for each user.</summary>
    [Parameter(ParameterSetName = Overview, Mandatory = true)]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => this.TryOrEnd(() =>
    {
        _folder = HistoryPath.Open(SessionState, Path);
        _histories = new HistorySelector(_folder);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? handle in Handle ?? [null!])
        {
            this.Try(
                () =>
                {
                    foreach (HistoryEntry entry in Await(token => _histories!.FindAsync(handle, token)))
                    {
                        this.Try(() => Write(entry), new ResumePoint { Handle = entry.User.Value });
                    }
                },
                new ResumePoint { Handle = handle ?? "" });
        }
    }

    private void Write(HistoryEntry entry)
    {
        if (entry.IsCopy)
        {
            return;
        }
        if (entry.Error is not null)
        {
            throw entry.Error;
        }
        using HistoryReader reader = Await(token => HistoryReader.OpenAsync(entry.Path, _folder!.Storage, token));
        switch (ParameterSetName)
        {
            case List:
                ReadList(reader, entry, AsOf.ToUniversalTime());
                WriteObject(HistoryOutput.ToAccounts(reader.List!), enumerateCollection: true);
                break;
            case Overview:
                ReadList(reader, entry, null);
                WriteObject(HistoryOutput.ToSummary(reader.List!));
                break;
            default:
                HashSet<string>? kinds = Change is null ? null : new(Change, StringComparer.OrdinalIgnoreCase);
                foreach (FollowingChange change in
                    reader.ReadChanges(After?.ToUniversalTime(), Before?.ToUniversalTime()))
                {
                    if (kinds?.Contains(change.Change) != false)
                    {
                        WriteObject(ChangeView.OfHistory(change));
                    }
                }
                break;
        }
    }

    private static void ReadList(HistoryReader reader, HistoryEntry entry, DateTime? time)
    {
        if (reader.ReadUntil(time) > 0)
        {
            return;
        }
        string handle = TextSanitizer.Sanitize(entry.User.Shown);
        string start = LocalTime.Format(reader.List?.Header.CreatedAt?.ToLocalTime());
        throw new FollowingException(
            FollowingErrorKind.HistoryNotFound,
            null,
            time is null
                ? $"The history of {handle} has no update."
                : $"The history of {handle} starts later than {LocalTime.Format(time.Value.ToLocalTime())}: "
                    + $"its first list is from {start}.");
    }
}
