using System.Globalization;
using System.Management.Automation;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Output;
using TikTokFollowing.Cmdlets.Requests;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Lists the accounts that a TikTok user follows.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowing", SupportsPaging = true, DefaultParameterSetName = ByHandle)]
[OutputType(typeof(FollowedAccount))]
public sealed class GetTikTokFollowingCommand : ResumableCmdletBase
{
    private readonly DeferredWarnings _warnings = new();

    /// <summary>Fetches every page until the list ends.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>
    /// Returns the accounts that can have been followed at or after this time, newest first, and stops after the page
    /// that reaches beyond it. Requires a provider whose cursor is a follow time: SociaVault, ScrapeCreators or
    /// DumplingAI.
    /// </summary>
    [Parameter]
    [DateTransformation]
    public DateTime? Since { get; set; }

    /// <summary>
    /// Specifies a folder with one journal for each provider and handle. Each page is saved before its accounts are
    /// returned. If the command is run again, it returns the saved accounts without fetching them, and then resumes.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CheckpointPath { get; set; }

    /// <summary>
    /// Specifies the age from which a finished list in -CheckpointPath is fetched again, such as 7.00:00:00 for 7 days;
    /// 0 always fetches. Until then, its accounts are returned without a request. The older journal is kept under a
    /// dated name. An unfinished list is resumed at any age. The default is 12 hours.
    /// </summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// Specifies how many lists are read concurrently. Each list requests its next page after its last one was written.
    /// Accounts are therefore interleaved by page, and in order within a list. The default is 1.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    private protected override JournalOptions? Journals => CheckpointPath is null
        ? null
        : new JournalOptions(JournalFolder.Resolve(SessionState, CheckpointPath), IsSandbox) { MaxAge = MaxAge };

    private bool IsFirstGiven => PagingParameters.First != ulong.MaxValue;

    // Without a parameter that states how much is wanted, one page is fetched, and a warning describes the rest.
    private ListOptions Options => new(PagingParameters, Since, IsOnePage: !All && !IsFirstGiven && Since is null);

    /// <inheritdoc/>
    private protected override int Concurrency => ThrottleLimit;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Lists.Run(GetRequestedHandles(), OpenOperation);

    /// <inheritdoc/>
    private protected override FollowingQuery CreateQuery(FollowingHandle handle) => base.CreateQuery(handle) with
    {
        StopsAfter = new SkipTakeCounter(PagingParameters).GetAccountsToRead(Options.IsOnePage),
        SinceUtc = Options.SinceUtc,
    };

    /// <inheritdoc/>
    private protected override void CheckParameters()
    {
        base.CheckParameters();
        if (CheckpointPath is null && this.IsGiven(nameof(MaxAge)))
        {
            throw RequestErrors.Invalid(
                "-MaxAge is the age of saved lists, and requires their folder. Specify -CheckpointPath.");
        }
    }

    /// <inheritdoc/>
    private protected override void CheckParameters(ProviderMetadata facts)
    {
        base.CheckParameters(facts);
        if (Options.SinceUtc is not DateTime since)
        {
            return;
        }
        if (Start.TimeUtc < since)
        {
            throw RequestErrors.Invalid(
                $"{Start.Parameters[0]} is before -Since, so no account can match. "
                + "Use a later start, or omit one of them.",
                facts.Name);
        }
        foreach (string provider in FallbackProvider.Prepend(facts.Name))
        {
            QueryValidator.CheckSince(
                ProviderRegistry.Get(provider).Facts, Since, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
    }

    /// <inheritdoc/>
    private protected override string GetResumeParameters(int accountsReturned)
    {
        string limits = IsFirstGiven ? $" -First {PagingParameters.First - (ulong)accountsReturned}" : "";
        if (Options.SinceUtc is DateTime since)
        {
            limits += " -Since " + since.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
        return (limits.Length == 0 ? "-All" : limits.Trim()) + (Trim ? " -Trim" : "");
    }

    private PagedListOperation? OpenOperation(string? handle)
    {
        SkipTakeCounter counter = new(PagingParameters);
        ListPager pager = OpenList(handle, counter.Wanted);
        PagedListOperation operation = new(pager, handle, Start, Options, counter, this, _warnings);
        if (NeedsRequest(operation, counter))
        {
            return operation;
        }
        operation.Dispose();
        return null;
    }

    private bool NeedsRequest(PagedListOperation operation, SkipTakeCounter counter)
    {
        ListPager pager = operation.Pager;
        if (!IsNew(operation, "list is fetched"))
        {
            return false;
        }
        if (!counter.IsComplete)
        {
            return true;
        }
        if (!PagingParameters.IncludeTotalCount)
        {
            return false; // -First 0
        }
        if (!pager.Facts.StatesTotal)
        {
            WriteObject(PagingParameters.NewTotalCount(0, 0.0));
            WriteWarning($"{pager.Facts.Name} does not state totals, so nothing was fetched for @{pager.Handle}.");
            return false;
        }
        WarnOnce($"-IncludeTotalCount fetches the first page of each list, which costs {pager.Facts.Cost}.");
        return true;
    }

    /// <inheritdoc/>
    private protected override void WriteClosingMessages()
    {
        _warnings.Write(WriteWarning);
        base.WriteClosingMessages();
    }
}
