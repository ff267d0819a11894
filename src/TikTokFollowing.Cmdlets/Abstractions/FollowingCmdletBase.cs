using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>What <c>Get-TikTokFollowing</c> and <c>Get-TikTokFollowingPage</c> share: whose list, from whom, with which key, how patiently, and how failures are told.</summary>
public abstract class FollowingCmdletBase : ProviderCmdletBase
{
    /// <summary>The parameter set that names a handle.</summary>
    protected const string ByHandle = "Handle";

    /// <summary>The parameter set that goes on after a page.</summary>
    protected const string ByPage = "Page";

    /// <summary>Names the provider to ask where <c>-Provider</c> does not.</summary>
    private const string ProviderVariable = "TIKTOKFOLLOWING_PROVIDER";

    private readonly Dictionary<string, FollowingClient> _clients = [];
    private readonly CancellationTokenSource _closing = new();
    private volatile bool _hasJournals;
    private CreditBudget? _budget;
    private string? _asked; // the provider that was chosen, by the name it has
    private bool _isCursorTyped; // and not piped in with each handle
    private bool _isProviderTyped;
    private int _handlesOpened;

    private FollowingPage? PageBefore => Page ?? PipedPage;

    /// <summary>Whether the list goes on after a page.</summary>
    private protected bool IsRest => PageBefore is not null;

    /// <summary>
    /// Whose list: a name, with or without @, or the address of a profile. UnifAPI takes a numeric id or a sec_uid as well. Up to 128 characters.
    /// Objects with a property Handle can be piped in.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByHandle)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [HandleTransformation]
    [ArgumentCompleter(typeof(HandleCompleter))]
    public string?[]? Handle { get; set; }

    /// <summary>A page to go on after, or the target of an error. A page without a next one buys nothing.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPage)]
    [PageTransformation]
    public FollowingPage? Page { get; set; }

    /// <summary>
    /// The same for a page that is piped in; use -Page to name one. PowerShell tries the default set by itself first, and would take a page apart into its Handle and
    /// NextCursor there.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ByHandle, DontShow = true)]
    [PageTransformation]
    public FollowingPage? PipedPage { get; set; }

    /// <summary>
    /// Whom to ask: DumplingAI, ScrapeCreators, SociaVault, SocialFetch or UnifAPI. Without it, $env:TIKTOKFOLLOWING_PROVIDER, or the only provider that has a key.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [OneProviderTransformation]
    public string? Provider { get; set; }

    /// <summary>Where to start: the NextCursor of a page, from the same provider. $null is the start of the list.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ByHandle)]
    [Alias("NextCursor")]
    [AllowNull]
    [AllowEmptyString]
    public string? Cursor { get; set; }

    /// <summary>Start at this follow time, in Unix seconds; for SociaVault, ScrapeCreators and DumplingAI, whose cursor it is.</summary>
    [Parameter(ParameterSetName = ByHandle)]
    public long? MinTime { get; set; }

    /// <summary>
    /// Start with the accounts that were followed at or before this time; for SociaVault, ScrapeCreators and DumplingAI,
    /// whose cursor is a follow time.
    /// </summary>
    [Parameter(ParameterSetName = ByHandle)]
    [DateTransformation]
    public DateTime? Before { get; set; }

    /// <summary>Accounts a page: 1 to 50 with UnifAPI; DumplingAI does not say what it takes. The others choose themselves.</summary>
    [Parameter]
    public int? PageSize { get; set; }

    /// <summary>Ask for the smaller answer: no likes, videos, verified and private. Not with DumplingAI and UnifAPI.</summary>
    [Parameter]
    public SwitchParameter Trim { get; set; }

    /// <summary>Fill Raw with the provider's own record, as JSON.</summary>
    [Parameter]
    public SwitchParameter IncludeRaw { get; set; }

    /// <summary>The most credits that this command may spend, over all handles and providers. The page that could exceed it is not bought. Default: no limit.</summary>
    [Parameter]
    [WholeCreditsTransformation]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxCredits { get; set; }

    /// <summary>
    /// Who takes over when the provider is down, limits the rate for long, or has no credits left, in this order; in mid-list too. From the same place where both cursors are
    /// follow times (SociaVault, ScrapeCreators, DumplingAI), else from the start, leaving out what came before.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] FallbackProvider { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _isCursorTyped = MyInvocation.BoundParameters.ContainsKey(nameof(Cursor));
        _isProviderTyped = MyInvocation.BoundParameters.ContainsKey(nameof(Provider));
    }

    /// <summary>The lists that this record of input asks for: one a handle, or the rest after a page.</summary>
    private protected IEnumerable<string?> HandlesAsked()
    {
        if (PageBefore is not FollowingPage page) { return Handle ?? [null]; }
        if (page.HasMore) { return [page.Handle]; }
        WriteVerbose($"The page of @{page.Handle} is the last one: nothing to buy.");
        return [];
    }

    /// <summary>Opens one list. Nothing is asked of anybody yet.</summary>
    /// <exception cref="FollowingException">The handle is impossible.</exception>
    private protected ListPager Open(string? handle, long? wanted)
    {
        if (Handle?.Length is null or 1)
        {
            SplattedHandle.ThrowIfAny(this, handle);
        }
        HandleTransformationAttribute.ThrowIfMissing(handle);
        IReadOnlyList<FollowingClient> clients = ChooseClients(handle);
        FollowingQuery query = new(FollowingHandle.Parse(handle))
        {
            Cursor = StartCursor(),
            PageBefore = PageBefore?.Accounts ?? [],
            PageSize = PageSize,
            Trim = Trim,
            IncludeRaw = IncludeRaw,
            Wanted = wanted,
        };
        return new ListPager(clients, query, Log);
    }

    /// <summary>What a cmdlet of this kind knows to be wrong about a provider before anything is bought.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    private protected virtual void CheckParameters(ProviderMetadata facts)
    {
        QueryValidator.CheckMinTime(facts, MinTime);
        QueryValidator.CheckBefore(facts, Before);
        QueryValidator.CheckPageSize(facts, PageSize);
        QueryValidator.CheckTrim(facts, Trim);
    }

    /// <summary>What waits to be sent is not sent any more. What was sent is answered.</summary>
    private protected void StopBuying() => _closing.Cancel();

    /// <inheritdoc/>
    private protected override bool TryStopSending()
    {
        // What is in flight is paid for. A journal keeps what arrives within a moment; without one it would be lost anyway.
        if (!_hasJournals)
        {
            return false;
        }
        try
        {
            StopBuying();
        }
        catch (ObjectDisposedException)
        {
            // The command had ended already.
        }
        return true;
    }

    /// <summary>Writes a verbose line with what the command did; the last line of the command.</summary>
    private protected void WriteTotals()
    {
        long requests = _clients.Values.Sum(client => client.Totals.Requests);
        long accounts = _clients.Values.Sum(client => client.Totals.Accounts);
        long saved = _clients.Values.Sum(client => client.Totals.SavedAccounts);
        long credits = _clients.Values.Sum(client => client.Totals.Credits);
        string journals = saved == 0 ? "" : $", {Quantity.Of(saved, "account")} from journals";
        WriteVerbose($"Total: {Quantity.Of(requests, "request")}, {Quantity.Of(accounts, "account")} received{journals}, {Quantity.Of(credits, "credit")} charged.");
    }

    /// <summary>Where the command keeps its journals; null for none.</summary>
    private protected virtual string? JournalFolder => null;

    /// <summary>Whether an error that is written ends the command, because the user wants that.</summary>
    private protected bool IsErrorTheEnd =>
        (MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? given) ? given : GetVariableValue("ErrorActionPreference")) is object action
        && LanguagePrimitives.TryConvertTo(action, out ActionPreference preference)
        && preference == ActionPreference.Stop;

    /// <summary>Tells a failure: of this handle only, or the end of the command.</summary>
    private protected void Report(FollowingException e, string? handle, ListPager? list, int accountsReturned)
    {
        e = Explain(e);
        ErrorRecord record = ErrorOf(e, handle, list, accountsReturned);
        bool endsCommand = e.Kind.EndsCommand();
        if (endsCommand || IsErrorTheEnd) { Ending(e); }
        if (endsCommand) { ThrowTerminatingError(record); }
        WriteError(record);
    }

    /// <summary>The command is about to end because of this. It is the last moment for anything to be written.</summary>
    private protected virtual void Ending(FollowingException reason)
    {
    }

    /// <summary>The error for a failure, with the place where the list stopped.</summary>
    private protected ErrorRecord ErrorOf(FollowingException e, string? handle, ListPager? list, int accountsReturned)
    {
        ResumePoint? stopped = list?.Stopped;
        ResumePoint where = new()
        {
            Handle = list?.Handle ?? handle ?? "",
            Provider = stopped?.Provider ?? e.Provider ?? _asked,
            NextCursor = stopped is null ? StartCursor() : stopped.NextCursor,
            AccountsReturned = accountsReturned,
            CreditsCharged = list?.CreditsCharged ?? 0,
            RequestId = e.RequestId,
            LastAccounts = stopped?.LastAccounts ?? PageBefore?.Accounts ?? [],
        };
        string request = e.RequestId is null ? "" : $"Request id: {e.RequestId}.";
        return e.With(request).With(Balance(e.Kind, where)).ToErrorRecord(where);
    }

    // What came before the failure, what it cost, and how to have the rest: only what is not nothing.
    private string Balance(FollowingErrorKind kind, ResumePoint where)
    {
        string credits = Quantity.Of(where.CreditsCharged, "credit");
        if (where.AccountsReturned == 0)
        {
            return where.CreditsCharged == 0 || kind == FollowingErrorKind.UnexpectedResponse ? "" : $"It cost {credits}.";
        }
        // Its message counts the accounts, and a provider that repeats itself is likely to do so again.
        if (kind == FollowingErrorKind.PagingStalled)
        {
            return $"They cost {credits}.";
        }
        // A response that could not be read did not state its charge; where accounts are charged, that can be more.
        bool isByAccount = where.Provider is string provider && ProviderRegistry.Get(provider).Facts.CreditsPerRecord > 0;
        string most = kind != FollowingErrorKind.UnexpectedResponse ? "" : isByAccount ? "at least " : "at most ";
        string returned = $"{Quantity.Of(where.AccountsReturned, "account")} returned for {most}{credits}";
        if (JournalFolder is not null)
        {
            // A resume point would start a journal of its own, and pages would be paid for twice.
            string budget = kind == FollowingErrorKind.BudgetReached ? " with a higher -MaxCredits" : "";
            return $"{returned}. To resume, run the same command again{budget}: the journal has these accounts.";
        }
        // PowerShell drops what was to be assigned when a command ends with an error.
        string kept = kind.EndsCommand() ? " (-OutVariable or -CheckpointPath keeps them where an assignment does not)" : "";
        string rest = ResumeParameters(where.AccountsReturned);
        // With several lists, the newest error may be another list's.
        string resume = IsSingleList
            ? $"$Error[0] | Get-TikTokFollowing {rest}"
            : $"Get-TikTokFollowing {QuoteArgument(where.Handle)} -Provider {where.Provider}{CursorParameter(where)} {rest}";
        return $"{returned}{kept}. To resume: {resume}";
    }

    private bool IsSingleList => PageBefore is not null || (Handle?.Length <= 1 && !MyInvocation.ExpectingInput);

    private static string CursorParameter(ResumePoint where) => where.NextCursor is null ? "" : " -Cursor " + QuoteArgument(where.NextCursor);

    /// <summary>Gets the parameters that read the rest of a list.</summary>
    /// <param name="accountsReturned">The number of accounts that were returned before.</param>
    private protected virtual string ResumeParameters(int accountsReturned) => "-All";

    /// <summary>
    /// Quotes a text so that it can be pasted: PowerShell ends a command at a semicolon, and takes a hyphen at the start for
    /// a parameter.
    /// </summary>
    private protected static string QuoteArgument(string text)
    {
        bool isPlain = text.Length > 0 && text[0] != '-'
            && text.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.');
        return isPlain ? text : $"'{text.Replace("'", "''")}'";
    }

    /// <summary>Where the list starts; null is the newest follow.</summary>
    private protected string? StartCursor()
    {
        if (PageBefore is FollowingPage page) { return string.IsNullOrWhiteSpace(page.NextCursor) ? null : page.NextCursor; }
        long? minTime = MinTime ?? (StartTimeUtc is DateTime time ? new DateTimeOffset(time).ToUnixTimeSeconds() : null);
        return minTime?.ToString(CultureInfo.InvariantCulture) ?? (string.IsNullOrWhiteSpace(Cursor) ? null : Cursor!.Trim());
    }

    /// <summary>Gets the follow time at which the list starts, in UTC; null where it starts elsewhere.</summary>
    private protected DateTime? StartTimeUtc =>
        MinTime is long seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
        : Before is DateTime before ? FollowTime.LatestUtc(before)
        : null;

    /// <summary>Gets the parameters that state where the list starts, as they were given.</summary>
    private protected List<string> StartParameters()
    {
        List<string> starts = [];
        if (MinTime is not null)
        {
            starts.Add("-MinTime");
        }
        if (Before is not null)
        {
            starts.Add("-Before");
        }
        if (!string.IsNullOrWhiteSpace(Cursor))
        {
            starts.Add("-Cursor");
        }
        return starts;
    }

    // Mistakes in what was typed hold for every handle, so they end the command; and they are found before anything is bought. What a row of a file says of its provider
    // holds for that row.
    private IReadOnlyList<FollowingClient> ChooseClients(string? handle)
    {
        bool isOfRecord = false;
        try
        {
            CheckConnection();
            List<string> starts = StartParameters();
            if (starts.Count > 1)
            {
                throw Mistake(null, $"{string.Join(" and ", starts)} all state where to start. Give one of them.");
            }

            List<IFollowingProvider> fallbacks = [.. FallbackProvider.Select(ProviderRegistry.Get)];
            isOfRecord = !_isProviderTyped && Provider is not null; // an empty cell, too
            List<IFollowingProvider> providers = [ChooseProvider(), .. fallbacks];
            foreach (IFollowingProvider provider in providers.Skip(1))
            {
                // Page sizes and smaller answers are the first one's; a fallback does without. But it must be able to take over at all.
                if (providers.Count(other => other == provider) > 1) { throw Mistake(provider.Facts.Name, $"{provider.Facts.Name} cannot take over from itself. Name each provider once."); }
            }
            _asked = providers[0].Facts.Name;
            CheckParameters(providers[0].Facts);
            CheckCursor(providers[0].Facts);
            return [.. providers.Select((provider, place) => ClientOf(provider, isFallback: place > 0))];
        }
        catch (FollowingException e) when (!(isOfRecord && e.Kind == FollowingErrorKind.InvalidRequest))
        {
            ResumePoint where = new() { Handle = handle ?? "", Provider = e.Provider ?? Provider, NextCursor = StartCursor(), LastAccounts = PageBefore?.Accounts ?? [] };
            Ending(e);
            ThrowTerminatingError(e.ToErrorRecord(where));
            throw;
        }
    }

    private void CheckCursor(ProviderMetadata facts)
    {
        if (PageBefore is FollowingPage page)
        {
            string? from = string.IsNullOrWhiteSpace(page.Provider) ? null : page.Provider;
            QueryValidator.CheckCursor(facts, StartCursor(), from is null ? null : ProviderRegistry.Get(from).Facts, isShared: false);
        }
        else if (_isCursorTyped)
        {
            QueryValidator.CheckCursor(facts, StartCursor(), from: null, isShared: ++_handlesOpened > 1 || Handle?.Length > 1);
        }
    }

    // One client a provider for the whole command: what it has learned about the provider's health holds for the next handle.
    private FollowingClient ClientOf(IFollowingProvider provider, bool isFallback)
    {
        string name = isFallback ? provider.Facts.Name + " (fallback)" : provider.Facts.Name; // the keys can differ
        if (_clients.TryGetValue(name, out FollowingClient? known)) { return known; }

        bool isSandbox = IsSandbox;
        // -ApiKey is the first provider's, and nobody else's business. Only behind -BaseUri, where the same address gets all of it anyway, may it stand in for a missing one.
        bool isGiven = !isFallback || (BaseUri is not null && ApiKeyResolver.NearSourceOf(provider.Facts) is null);
        ApiKey key = KeyFor(provider.Facts, "these accounts", isGiven ? ApiKey : null);
        JournalOptions? checkpoint = JournalFolder is string folder ? new JournalOptions(folder, isSandbox) : null;
        _hasJournals = checkpoint is not null;
        _budget ??= new CreditBudget(MaxCredits);
        FollowingClient client = new(provider, key, Address, Settings, Log, TransportThroughProxy(), budget: _budget, checkpoint: checkpoint, closing: _closing.Token);
        _clients.Add(name, client);
        return client;
    }

    private IFollowingProvider ChooseProvider()
    {
        // A row of a CSV can have an empty one.
        string?[] names = [Provider, PageBefore?.Provider, Environment.GetEnvironmentVariable(ProviderVariable)];
        if (names.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) is string named) { return ProviderRegistry.Get(named); }

        // With a key for this call, or in the sandbox, no vault is opened to find out.
        bool needsNoKey = ApiKey is not null || RunningSandbox.BaseUri is not null;
        IReadOnlyList<ProviderMetadata> withKey = needsNoKey ? ApiKeyResolver.ProvidersWithNearKey() : ApiKeyResolver.ProvidersWithKey(Vaults);
        if (withKey.Count == 1) { return ProviderRegistry.Get(withKey[0].Name); }

        string all = string.Join(", ", ProviderRegistry.All.Select(provider => provider.Facts.Name));
        string how = $"Say whom to ask with -Provider ({all}), or set $env:{ProviderVariable} to one of them.";
        if (withKey.Count > 1)
        {
            throw new FollowingException(FollowingErrorKind.InvalidRequest, null, $"There are keys for {string.Join(" and ", withKey.Select(facts => facts.Name))}. {how}");
        }
        if (needsNoKey)
        {
            throw new FollowingException(FollowingErrorKind.InvalidRequest, null, $"It is not clear which provider to ask. {how}");
        }
        throw new FollowingException(
            FollowingErrorKind.MissingApiKey,
            null,
            $"There is no key for any provider: none in -ApiKey, in this session, in the environment (such as $env:{ProviderRegistry.All[0].Facts.EnvironmentVariable}) or in a vault. "
            + "Give one with Set-TikTokFollowingCredential, or for this call with -Provider and -ApiKey. To try without a key: Start-TikTokFollowingSandbox.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing); // nothing is under way any more
        if (disposing) { _closing.Dispose(); }
    }
}
