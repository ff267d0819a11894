using System.Management.Automation;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Output;
using TikTokFollowing.Cmdlets.Requests;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Reads what is new in the following lists of TikTok users, stores it in a folder, and returns the changes.
/// </summary>
[Cmdlet(VerbsData.Update, "TikTokFollowingHistory", SupportsShouldProcess = true)]
[OutputType(typeof(FollowingChange))]
public sealed class UpdateTikTokFollowingHistoryCommand : FollowingCmdletBase
{
    private readonly UpdateSummary _summary = new();
    private HistoryFolder? _folder;

    /// <summary>
    /// Specifies the users: a name with or without @, or the address of a profile, up to 128 characters. UnifAPI also
    /// accepts a numeric id or a sec_uid. Summaries of histories, targets of errors, and objects with a property Handle
    /// can be piped in; accounts of a list and changes cannot.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [HandleTransformation(AcceptsUsersOnly = true)]
    [ArgumentCompleter(typeof(HandleCompleter))]
    public string?[]? Handle { get; set; }

    /// <summary>
    /// Specifies the folder with one history for each user; it is created if it does not exist. Wildcards are not
    /// expanded. The default is the folder in $env:TIKTOKFOLLOWING_HISTORY_PATH.
    /// </summary>
    [Parameter]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>
    /// Reads whole lists. This also finds unfollows further down, which other updates do not read.
    /// </summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>
    /// Reads the whole list of a user whose last full update is older than this time span, such as 7.00:00:00.
    /// </summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan? FullInterval { get; set; }

    /// <summary>
    /// Also stores and reports changed names, bios, and verified and private flags of the accounts that were read.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeProfile { get; set; }

    /// <summary>Also stores the follower counts of the accounts that were read.</summary>
    [Parameter]
    public SwitchParameter IncludeCount { get; set; }

    /// <summary>Specifies the former handle of a user who was renamed. The user's history is continued.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FormerHandle { get; set; }

    /// <summary>Specifies how many lists are read concurrently. The default is 1.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    private protected override bool SavesPages => true;

    private FollowingHandle? Former => FormerHandle is null ? null : FollowingHandle.Parse(FormerHandle);

    /// <inheritdoc/>
    private protected override string?[]? Users => Handle;

    /// <inheritdoc/>
    private protected override int Concurrency => ThrottleLimit;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Lists.Run(Handle ?? [null], OpenOperation);

    /// <inheritdoc/>
    private protected override void CheckParameters()
    {
        base.CheckParameters();
        _folder ??= HistoryPath.Open(SessionState, Path);
        if (FormerHandle is not null && IsOneOfSeveral)
        {
            throw RequestErrors.Invalid(
                "-FormerHandle is the former handle of one user. Specify one -Handle with it.");
        }
        _ = Former;
    }

    /// <inheritdoc/>
    private protected override ResumeAdvice GetResumeAdvice(int accountsReturned) => new UpdateAdvice();

    private UpdateOperation? OpenOperation(string? handle)
    {
        List<FollowingClient> clients = SelectClients(handle);
        FollowingQuery query = CreateQuery(FollowingHandle.Parse(handle));
        UpdateOptions options = new()
        {
            IsFull = Full,
            FullInterval = FullInterval,
            IncludeProfile = IncludeProfile,
            IncludeCount = IncludeCount,
            IsSandbox = IsSandbox,
        };
        HistoryUpdater updater = new(_folder!, clients, query, Former, options, Log);
        UpdateOperation operation = new(updater, handle, this, _summary);
        if (IsNew(operation, "history is updated") && IsConfirmed(query.Handle, updater.Pager, options))
        {
            return operation;
        }
        operation.Dispose();
        return null;
    }

    private bool IsConfirmed(FollowingHandle user, ListPager pager, UpdateOptions options)
    {
        UpdatePreview preview = new(_folder!, user, Former, options);
        // Reading a history takes time, and only a prompt or -WhatIf shows what it contains.
        bool isPreviewed = this.IsOn("WhatIf")
            || this.IsOn("Confirm")
            || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));
        string description = isPreviewed
            ? Await(token => preview.DescribeAsync(
                pager, PageSize, TimeProvider.System.GetUtcNow().UtcDateTime, token))
            : $"Update the history of {user.Shown} from {pager.Facts.Name}.";
        return Confirmation.Request(
            () => ShouldProcess(description, description + " Continue?", "Update history"),
            "Use -Confirm:$false to update without a prompt.");
    }

    /// <inheritdoc/>
    private protected override void WriteClosingMessages()
    {
        _summary.Write(this);
        base.WriteClosingMessages();
    }
}
