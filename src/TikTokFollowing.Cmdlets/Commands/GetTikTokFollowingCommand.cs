using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Output;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Lists the accounts that a TikTok user follows.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowing", SupportsPaging = true, DefaultParameterSetName = ByHandle)]
[OutputType(typeof(FollowedAccount))]
public sealed class GetTikTokFollowingCommand : FollowingCmdletBase
{
    // What was listed whole by this command, so that a handle that comes twice is not paid for twice.
    private readonly HashSet<string> _listed = new(StringComparer.OrdinalIgnoreCase);

    // Those that are being read, the one whose turn it is next first.
    private readonly List<ListOperation> _readings = [];
    private readonly DeferredWarnings _notes = new();
    private Queue<string?> _waiting = new(); // handles of this record of input that were not begun
    private ProgressReporter? _progress;
    private readonly YoungMemory _memory = new();
    private bool _saidTotalCost;

    /// <summary>Read every page until the list ends.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>
    /// List newest follows first and stop after the page that reaches back beyond this time. Accounts whose follow can lie at or after it are written. For SociaVault,
    /// ScrapeCreators and DumplingAI, whose cursor is a follow time.
    /// </summary>
    [Parameter]
    [DateTransformation]
    public DateTime? Since { get; set; }

    /// <summary>
    /// A folder with one journal for each provider and handle. Each page is on the disk before its accounts are written; running the command again writes them again without
    /// buying them, and goes on where it stopped.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CheckpointPath { get; set; }

    /// <summary>
    /// How many handles are read at the same time. Each asks for its next page when its last one has gone down the pipeline, so their accounts come interleaved by page, in order
    /// within a handle. Default 1.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    private ProgressReporter Progress => _progress ??= new ProgressReporter(IsProgressWanted ? WriteProgress : static _ => { }, hasParent: ThrottleLimit > 1);

    // A console that was told that nobody is there shows progress all the same; it would only fill a log.
    private bool IsProgressWanted =>
        Host.Name != "ConsoleHost" || !Environment.GetCommandLineArgs().Any(argument => argument.StartsWith("-noni", StringComparison.OrdinalIgnoreCase));

    private bool IsFirstGiven => PagingParameters.First != ulong.MaxValue;

    // Without a word about how much, one page is bought, and a warning says so. Who gives a cursor pages by hand and knows.
    private bool IsOnePage => !All && !IsFirstGiven && Since is null;

    // The total is on the first page, which costs as much as any.
    private bool IsTotalOnly => PagingParameters.First == 0 && PagingParameters.IncludeTotalCount;

    private DateTime? SinceUtc => Since is DateTime since ? FollowTime.EarliestUtc(since) : null;

    /// <inheritdoc/>
    private protected override string? JournalFolder
    {
        get
        {
            if (CheckpointPath is null) { return null; }
            string folder = SessionState.Path.GetUnresolvedProviderPathFromPSPath(CheckpointPath, out ProviderInfo provider, out _);
            if (File.Exists(folder)) { throw new FollowingException(FollowingErrorKind.InvalidRequest, null, $"-CheckpointPath '{CheckpointPath}' is a file. Give a folder; it is made if there is none."); }
            return provider.Name == "FileSystem" && !string.IsNullOrWhiteSpace(CheckpointPath)
                ? folder
                : throw new FollowingException(FollowingErrorKind.InvalidRequest, null, $"-CheckpointPath '{CheckpointPath}' is not a folder on a disk.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        _waiting = new Queue<string?>(HandlesAsked());
        while (_waiting.Count > 0)
        {
            Begin(_waiting.Dequeue());
            // Who pipes in handles slowly is not kept waiting for what is there already.
            foreach (ListOperation ready in _readings.Where(reading => reading.Page.IsCompleted).ToList())
            {
                WaitForAny([ready.Page]); // not long: what it said is written
                TakePage(ready);
            }
            while (_readings.Count >= ThrottleLimit) { TakeOnePage(); }
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        while (_readings.Count > 0) { TakeOnePage(); }
        _progress?.EndAll();
        _notes.Tell(WriteWarning, PagingParameters.Skip);
        WriteTotals();
    });

    /// <inheritdoc/>
    private protected override void Tick() => _progress?.Update();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing); // nothing is under way any more
        foreach (ListOperation reading in _readings) { reading.Dispose(); }
        _readings.Clear();
    }

    // Whatever ends the command, progress does not stay on the screen.
    private void Guarded(Action action)
    {
        bool isDone = false;
        try
        {
            action();
            isDone = true;
        }
        finally
        {
            if (!isDone) { _progress?.EndAll(); }
        }
    }

    private void Begin(string? handle)
    {
        SkipTakeCounter emission = new(PagingParameters);
        ListPager? list = null;
        try
        {
            list = Open(handle, emission.Wanted);
            ListOperation reading = new(list, emission, handle, StartCursor(), IsRest);
            if (_listed.Contains(reading.Name) || _readings.Any(other => string.Equals(other.Name, reading.Name, StringComparison.OrdinalIgnoreCase)))
            {
                WriteWarning($"The list of @{list.Handle} came before in this command and is not bought again.");
                list.Dispose();
                return;
            }
            if (emission.IsComplete && !PagingParameters.IncludeTotalCount) // -First 0
            {
                list.Dispose();
                return;
            }
            if (IsTotalOnly && !list.Facts.StatesTotal)
            {
                // A page would be paid for in vain.
                WriteObject(PagingParameters.NewTotalCount(0, 0.0));
                WriteWarning($"{list.Facts.Name} does not state totals, so nothing was fetched for @{list.Handle}.");
                list.Dispose();
                return;
            }
            if (IsTotalOnly && !_saidTotalCost)
            {
                _saidTotalCost = true;
                WriteWarning($"-IncludeTotalCount fetches the first page of each list, which costs {list.Facts.Cost}.");
            }
            _readings.Add(reading);
            Progress.Begin(reading);
            reading.Page = Start(list.NextPageAsync);
        }
        catch (FollowingException e)
        {
            list?.Dispose();
            Report(e, handle, null, 0);
        }
    }

    // Of the lists that are being read, the first one whose page has come. Only when that is written the list's next one is asked for.
    private void TakeOnePage()
    {
        WaitForAny([.. _readings.Select(reading => reading.Page)]);
        TakePage(_readings.First(reading => reading.Page.IsCompleted));
    }

    private void TakePage(ListOperation ready)
    {
        _readings.Remove(ready);
        _readings.Add(ready); // the others come first next time
        bool goesOn = false;
        try
        {
            goesOn = Write(ready, ResultOf(ready.Page));
            if (!goesOn) { Ended(ready); }
        }
        catch (FollowingException e)
        {
            _readings.Remove(ready);
            Report(e, ready.Typed, ready.Walk, ready.SkipTakeCounter.Count);
        }
        finally
        {
            if (!goesOn) { End(ready); }
        }
        if (goesOn) { ready.Page = Start(ready.Walk.NextPageAsync); }
        Progress.Update();
    }

    /// <inheritdoc/>
    private protected override void Ending(FollowingException reason)
    {
        // What the other lists have asked for is paid for: it is waited for and written, and each list says where it stopped.
        StopBuying();
        List<ListOperation> others = [.. _readings];
        List<(ListOperation Reading, FollowingException Failure)> unfinished = [];
        while (others.Count > 0)
        {
            WaitForAny([.. others.Select(reading => reading.Page)]);
            ListOperation ready = others.First(reading => reading.Page.IsCompleted);
            others.Remove(ready);
            if (LastPageOf(ready, reason) is FollowingException failure) { unfinished.Add((ready, failure)); }
        }
        // Not before all is written: where errors end the command, only one can be told as such.
        foreach ((ListOperation reading, FollowingException failure) in unfinished)
        {
            if (!IsErrorTheEnd) { WriteError(ErrorOf(failure, reading.Typed, reading.Walk, reading.SkipTakeCounter.Count)); }
            else { WriteWarning($"{failure.Message} {(reading.Walk.Stopped.NextCursor is null ? "Nothing of it was read." : $"{Argument(reading.Walk)} goes on there.")}"); }
        }
        foreach (ListOperation reading in _readings.ToList()) { End(reading); }
        _progress?.EndAll();
        _notes.Tell(WriteWarning, PagingParameters.Skip);
        WriteTotals();
        // Of what would still have been piped in, nobody knows here.
        if (_waiting.Count > 0) { WriteWarning($"{(_waiting.Count == 1 ? "1 handle was" : $"{_waiting.Count:N0} handles were")} not begun: {DeferredWarnings.Names(_waiting)}."); }
        _waiting.Clear();
    }

    /// <summary>Writes the page that was asked for; what the list failed with, or stopped because of; null if it has ended.</summary>
    private FollowingException? LastPageOf(ListOperation reading, FollowingException reason)
    {
        try
        {
            FollowingPage? page = ResultOf(reading.Page);
            if (!Write(reading, page) || page is { HasMore: false }) // nothing is missing of a list whose last page this was
            {
                Ended(reading);
                return null;
            }
        }
        catch (FollowingException e)
        {
            return e;
        }
        catch (OperationCanceledException)
        {
            // It had not been sent.
        }
        return new FollowingException(reason.Kind, reading.Walk.Facts.Name, $"The list of @{reading.Walk.Handle} was not read on, because the command ends: {reason.WhatHappened}");
    }

    // It ended well: all of it came, or as much as was wanted.
    private void Ended(ListOperation reading)
    {
        _listed.Add(reading.Name);
        if (reading.Walk.Saved is CompletedJournal saved) { _notes.Saved(reading.Walk, saved); }
        if (reading.SkipTakeCounter.Count == 0 && !reading.SkipTakeCounter.IsComplete)
        {
            ExplainNothing(reading);
        }
    }

    private void ExplainNothing(ListOperation reading)
    {
        ListPager list = reading.Walk;
        if (list.IsTruncated)
        {
            return; // the warning about the end of the list has stated it
        }
        if (list.AccountsRead > 0 && reading.SkipTakeCounter.Skipped == (ulong)list.AccountsRead)
        {
            _notes.Skipped(list, PagingParameters.Skip, reading.Total);
        }
        else if (list.AccountsRead == 0 && reading.IsFromStart)
        {
            _notes.Empty(list);
        }
        else if (list.AccountsRead == 0 && !reading.IsRest)
        {
            _notes.StartedBehind(list, Before is null ? $"{StartParameters()[0]} {reading.Cursor}" : $"-Before {LocalTime.Format(Before)}");
        }
        else
        {
            string skip = PagingParameters.Skip > 0 ? $" after -Skip {PagingParameters.Skip:N0}" : "";
            string what = list.AccountsRead > 0 ? $"no accounts since {LocalTime.Format(Since, "g")}{skip}" : "no more accounts";
            WriteVerbose($"@{list.Handle}: {what}, for {Quantity.Of(list.CreditsCharged, "credit")}.");
        }
    }

    private void End(ListOperation reading)
    {
        _readings.Remove(reading);
        reading.Dispose();
        Progress.End(reading);
    }

    /// <summary>Writes what is wanted of a page; whether the next one is.</summary>
    private bool Write(ListOperation reading, FollowingPage? page)
    {
        if (page is null) { return false; }
        reading.Came(page);
        if (PagingParameters.Skip > 0 && page.Extent is ListExtent extent)
        {
            extent.IsFromStart = false; // the newest accounts are left out
        }
        SkipTakeCounter emission = reading.SkipTakeCounter;
        if (reading.Pages == 1 && PagingParameters.IncludeTotalCount)
        {
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
        _memory.Passed(page.Count);
        // The total counts banned accounts, so that it is not too small; one below what was returned is wrong.
        bool isSkipBeyondTotal = emission.Count == 0
            && page.Total >= reading.Walk.AccountsRead
            && (ulong)page.Total <= PagingParameters.Skip;
        if (emission.IsComplete || isSkipBeyondTotal || (page.HasMore && !ContinuesSince(reading, page)))
        {
            return false;
        }
        if (IsOnePage && (emission.Count > 0 || !page.HasMore))
        {
            if (reading.Walk.Failure is not null) { throw reading.Walk.Failure; }
            if (page.HasMore && reading.IsFromStart) { WarnOfMore(reading.Walk, page, emission); }
            else if (page.HasMore) { WriteVerbose($"@{reading.Walk.Handle}: there are more. {Argument(reading.Walk)} lists the next page."); }
            return false;
        }
        return true;
    }

    /// <inheritdoc/>
    private protected override void CheckParameters(ProviderMetadata facts)
    {
        base.CheckParameters(facts);
        if (SinceUtc is DateTime since && StartTimeUtc is DateTime start && start < since)
        {
            throw Mistake(facts.Name, $"{StartParameters()[0]} is before -Since, so no account can match. Give a later start, or leave one of them out.");
        }
        foreach (ProviderMetadata asked in FallbackProvider.Select(name => ProviderRegistry.Get(name).Facts).Prepend(facts)) { QueryValidator.CheckSince(asked, Since, TimeProvider.System.GetUtcNow().UtcDateTime); }
    }

    /// <summary>Indicates whether the accounts after a page can have been followed at or after -Since.</summary>
    private bool ContinuesSince(ListOperation reading, FollowingPage page)
    {
        if (SinceUtc is not DateTime since)
        {
            return true;
        }
        DateTime? after = page.FollowedAfter?.ToUniversalTime();
        string? problem = after is null ? "returned a page without a follow time"
            : after > reading.FollowedAfter ? "returned follow times that are not in order"
            : null;
        reading.FollowedAfter = after;
        if (problem is not null)
        {
            // Without a time to stop at, -Since would fetch the whole list.
            ListPager list = reading.Walk;
            WriteWarning(
                $"{list.Facts.Name} {problem} for @{list.Handle}, so -Since cannot tell where to stop. "
                + $"Stopped after {Quantity.Of(list.AccountsRead, "account")} for {Quantity.Of(list.CreditsCharged, "credit")}. "
                + "-All reads the whole list.");
        }
        return problem is null && after >= since;
    }

    private bool IsWhollyBeforeSince(FollowingPage page) => page.FollowedBefore?.ToUniversalTime() < SinceUtc;

    /// <inheritdoc/>
    private protected override string ResumeParameters(int accountsReturned)
    {
        List<string> parameters = [];
        if (IsFirstGiven)
        {
            parameters.Add("-First " + (PagingParameters.First - (ulong)accountsReturned).ToString(CultureInfo.InvariantCulture));
        }
        if (SinceUtc is DateTime since)
        {
            parameters.Add("-Since " + since.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }
        if (parameters.Count == 0)
        {
            parameters.Add("-All");
        }
        if (Trim)
        {
            parameters.Add("-Trim");
        }
        return string.Join(" ", parameters);
    }

    // -All starts anew: what was written comes again, and unless a journal has it, it is paid for again.
    private void WarnOfMore(ListPager list, FollowingPage page, SkipTakeCounter emission)
    {
        int saved = list.SavedPages;
        string goOn = saved > 0 ? "" : $"; -All {Argument(list)} only the rest";
        if (page.Total is not long total || page.Count == 0 || total <= list.AccountsRead)
        {
            string shown = page.Total is long few ? $"{emission.Count:N0} of about {few:N0} accounts" : $"{emission.Count:N0} accounts";
            WriteWarning($"@{list.Handle}: {shown}, and there are more. -All lists them all from the start{(saved > 0 ? $" ({InJournal(saved)})" : "")}{goOn}. It costs {list.Facts.Cost}.");
            return;
        }
        long left = total - list.AccountsRead;
        long pagesInAll = PagesOf(total, page.Count);
        long pagesToBuy = Math.Max(0, pagesInAll - saved);
        string all = saved > 0
            ? $" (about {Price(list.Prices, pagesToBuy, Math.Min(total, pagesToBuy * page.Count), "more ")}: {InJournal(saved)})"
            : $" from the start (about {Price(list.Prices, pagesInAll, total)})";
        string rest = saved > 0 ? "" : $"{goOn} (about {Price(list.Prices, PagesOf(left, page.Count), left)})";
        WriteWarning($"@{list.Handle}: {emission.Count:N0} of about {total:N0} accounts. -All lists them all{all}{rest}.");
    }

    // Where the list goes on. A cursor is the provider's that gave it.
    private static string Argument(ListPager list) =>
        $"-Cursor {QuoteArgument(list.Stopped.NextCursor!)}{(list.Stopped.Provider == list.First.Name ? "" : $" -Provider {list.Stopped.Provider}")}";

    private static string InJournal(int pages) => pages == 1 ? "the journal has the first" : $"the journal has {pages:N0}";

    private static long PagesOf(long accounts, int pageSize) => (accounts + pageSize - 1) / pageSize;

    private static string Price(PriceTracker prices, long pages, long accounts, string more = "") =>
        $"{Quantity.Of(pages, more + "page")}, {Quantity.Of(prices.PriceOf(pages, accounts), "credit")}";
}
