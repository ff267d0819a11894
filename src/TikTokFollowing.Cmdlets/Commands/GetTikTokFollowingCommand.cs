using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Lists the accounts that a TikTok user follows.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowing", SupportsPaging = true, DefaultParameterSetName = ByHandle)]
[OutputType(typeof(FollowedAccount))]
public sealed class GetTikTokFollowingCommand : ListCommand
{
    private const int ProgressId = 1;

    // What was listed whole by this command, so that a handle that comes twice is not paid for twice.
    private readonly HashSet<string> _listed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Read every page until the list ends.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>
    /// List newest follows first and stop after the page that reaches back beyond this time. Accounts whose follow can lie at or after it are written. For SociaVault,
    /// ScrapeCreators and DumplingAI, whose cursor is a follow time.
    /// </summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>
    /// A folder with one journal for each provider and handle. Each page is on the disk before its accounts are written; running the command again writes them again without
    /// buying them, and goes on where it stopped.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CheckpointPath { get; set; }

    private bool IsFirstGiven => PagingParameters.First != ulong.MaxValue;

    // Without a word about how much, one page is bought, and a warning says so. Who gives a cursor pages by hand and knows.
    private bool IsOnePage => !All && !IsFirstGiven && Since is null;

    // A date that was typed says nothing about its zone: it is meant here.
    private DateTime? LocalSince => Since is { Kind: DateTimeKind.Utc } utc ? utc.ToLocalTime() : Since;

    /// <inheritdoc/>
    private protected override string? JournalFolder
    {
        get
        {
            if (CheckpointPath is null) { return null; }
            string folder = SessionState.Path.GetUnresolvedProviderPathFromPSPath(CheckpointPath, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" && !string.IsNullOrWhiteSpace(CheckpointPath)
                ? folder
                : throw new FollowingException(FollowingErrorKind.InvalidRequest, null, $"-CheckpointPath '{CheckpointPath}' is not a folder on a disk.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? handle in HandlesAsked())
        {
            FollowingWalk? list = null;
            Emission emission = new(PagingParameters);
            try
            {
                list = Open(handle, emission.Wanted);
                if (_listed.Contains(NameOf(list)))
                {
                    WriteWarning($"The list of @{list.Handle} came before in this command and is not bought again.");
                    continue;
                }
                Walk(list, emission);
                _listed.Add(NameOf(list, StartCursor()));
            }
            catch (FollowingException e)
            {
                Report(e, handle, list, emission.Count);
            }
            finally
            {
                list?.Dispose();
                if (list is not null) { CompleteProgress(list); }
            }
        }
    }

    private void Walk(FollowingWalk list, Emission emission)
    {
        if (emission.IsComplete && !PagingParameters.IncludeTotalCount) { return; } // -First 0

        bool isTotalDue = PagingParameters.IncludeTotalCount;
        while (Await(list.NextPageAsync) is FollowingPage page)
        {
            if (isTotalDue)
            {
                isTotalDue = false;
                // Never exact: the provider's total moves, and counts banned accounts.
                WriteObject(PagingParameters.NewTotalCount((ulong)(page.Total ?? 0), page.Total is null ? 0.0 : 0.9));
            }
            if (!IsWhollyBeforeSince(page))
            {
                foreach (FollowedAccount account in page.Accounts)
                {
                    if (emission.IsComplete) { break; }
                    if (emission.Take()) { WriteObject(account); }
                }
            }
            ShowProgress(list, page, emission);
            if (emission.IsComplete || ReachesBeyondSince(page)) { return; }
            if (IsOnePage && (emission.Count > 0 || !page.HasMore))
            {
                if (list.Failure is not null) { throw list.Failure; }
                if (page.HasMore && StartCursor() is null) { WarnOfMore(list, page, emission); }
                return;
            }
        }
    }

    /// <inheritdoc/>
    private protected override void CheckParameters(ProviderFacts facts)
    {
        base.CheckParameters(facts);
        foreach (ProviderFacts asked in FallbackProvider.Select(name => ProviderCatalog.Get(name).Facts).Prepend(facts)) { QueryRules.CheckSince(asked, Since); }
    }

    // The last follow of the page is older: what comes next is older still.
    private bool ReachesBeyondSince(FollowingPage page) => page.FollowedAfter < LocalSince;

    private bool IsWhollyBeforeSince(FollowingPage page) => page.FollowedBefore < LocalSince;

    private void WarnOfMore(FollowingWalk list, FollowingPage page, Emission emission)
    {
        string shown = page.Total is long total ? $"{emission.Count:N0} of about {total:N0} accounts" : $"{emission.Count:N0} accounts, and there are more";
        WriteWarning($"@{list.Handle}: {shown}. -All lists them all{PriceOfRest(list, page)}; -Cursor {page.NextCursor} lists the next page.");
    }

    private static string PriceOfRest(FollowingWalk list, FollowingPage page)
    {
        if (page.Total is not long total || page.Count == 0 || total <= list.AccountsRead) { return ""; }
        long pages = (total - list.AccountsRead + page.Count - 1) / page.Count;
        long credits = pages * list.Facts.CreditsPerRequest;
        return $" (about {pages:N0} more {(pages == 1 ? "page" : "pages")}, {credits:N0} {(credits == 1 ? "credit" : "credits")})";
    }

    private void ShowProgress(FollowingWalk list, FollowingPage page, Emission emission)
    {
        long? goal = emission.Wanted ?? page.Total;
        string left = list.CreditsRemaining is long remaining ? $", {remaining:N0} left" : "";
        string of = goal is long known ? $" of about {known:N0}" : "";
        ProgressRecord record = new(ProgressId, $"Following list of @{list.Handle} ({list.Facts.Name})", $"{list.AccountsRead:N0}{of} accounts, {list.CreditsCharged:N0} credits{left}");
        if (goal > 0) { record.PercentComplete = (int)Math.Min(100, 100L * list.AccountsRead / goal.Value); }
        WriteProgress(record);
    }

    private void CompleteProgress(FollowingWalk list)
    {
        try { WriteProgress(new ProgressRecord(ProgressId, $"Following list of @{list.Handle}", "Done") { RecordType = ProgressRecordType.Completed }); }
        catch (PipelineStoppedException) { } // stopped: the host takes the bar away itself
    }

    private static string NameOf(FollowingWalk list, string? cursor) => $"{list.Facts.Name} {list.Handle} {cursor}";

    private string NameOf(FollowingWalk list) => NameOf(list, StartCursor());

    /// <summary>What of one list goes down the pipeline: -Skip and -First, for each handle anew.</summary>
    private sealed class Emission(PagingParameters paging)
    {
        private ulong _skipped;

        public int Count { get; private set; }

        public bool IsComplete => (ulong)Count >= paging.First;

        /// <summary>How many accounts of the list are needed for it; null is all.</summary>
        public long? Wanted => paging.First > long.MaxValue || paging.Skip > long.MaxValue - paging.First ? null : (long)(paging.Skip + paging.First);

        /// <summary>Counts one account; whether it is to be written.</summary>
        public bool Take()
        {
            if (_skipped < paging.Skip)
            {
                _skipped++;
                return false;
            }
            Count++;
            return true;
        }
    }
}
