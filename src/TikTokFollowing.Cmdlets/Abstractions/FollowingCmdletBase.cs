using System.Management.Automation;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Output;
using TikTokFollowing.Cmdlets.Requests;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>
/// Provides the base class for cmdlets that read following lists: providers, fallbacks, the budget and the errors.
/// </summary>
public abstract class FollowingCmdletBase : ProviderCmdletBase
{
    private volatile ClientPool? _clients;
    private string? _selectedProvider;
    private int _listsOpened;
    private bool _isProviderTyped; // otherwise each input object can specify another one

    /// <summary>
    /// Specifies the provider: DumplingAI, ScrapeCreators, SociaVault, SocialFetch, UnifAPI, or one that a file
    /// defines. The default is the one in $env:TIKTOKFOLLOWING_PROVIDER, or the only one that has a key.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [OneProviderTransformation]
    public string? Provider { get; set; }

    /// <summary>
    /// Specifies the number of accounts on a page: 1 to 50 with UnifAPI. DumplingAI does not document its limits, and
    /// the other providers do not support it.
    /// </summary>
    [Parameter]
    public int? PageSize { get; set; }

    /// <summary>
    /// Specifies the most credits that this command may spend, over all handles and providers. A page that could exceed
    /// it is not fetched. The default is no limit.
    /// </summary>
    [Parameter]
    [WholeCreditsTransformation]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxCredits { get; set; }

    /// <summary>
    /// Specifies the providers that continue a list, in this order, if a provider fails, stays rate limited or has no
    /// credits left. A list continues where it stopped if both cursors are follow times (SociaVault, ScrapeCreators,
    /// DumplingAI). Otherwise it is read from the start, without duplicates in the output.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] FallbackProvider { get; set; } = [];

    /// <summary>Gets the start of the current list.</summary>
    private protected virtual StartPoint Start => new();

    /// <summary>Gets the options of the journals; null if the command keeps none.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    private protected virtual JournalOptions? Journals => null;

    /// <summary>Gets a value that indicates whether pages are saved before their accounts are used.</summary>
    private protected virtual bool SavesPages => _clients is { HasJournals: true };

    /// <summary>Gets a value that indicates whether the command reads one list only.</summary>
    private protected virtual bool IsSingleList => false;

    /// <summary>Gets the handles of the current input object.</summary>
    private protected abstract string?[]? Users { get; }

    /// <summary>Gets a value that indicates whether the command is known to read several lists.</summary>
    private protected bool IsOneOfSeveral => _listsOpened > 1 || Users?.Length > 1;

    /// <summary>Gets the number of lists that are read concurrently.</summary>
    private protected virtual int Concurrency => 1;

    /// <summary>Gets the scheduler that runs the lists of the command.</summary>
    private protected ListScheduler Lists => field ??= new ListScheduler(this, Concurrency);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _isProviderTyped = this.IsGiven(nameof(Provider));
        _clients = new ClientPool(this, MaxCredits, () => Journals);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Lists.RunToEnd();
        WriteClosingMessages();
    }

    /// <inheritdoc/>
    private protected override void OnIdle() => Lists.OnIdle();

    /// <summary>Indicates whether a list is new to the command, and warns if it was specified before.</summary>
    private protected bool IsNew(ListOperation operation, string result)
    {
        if (!Lists.Contains(operation))
        {
            return true;
        }
        WriteWarning($"@{operation.Pager.Handle} was specified twice, so its {result} only once.");
        return false;
    }

    /// <summary>Opens a list. No request is sent yet.</summary>
    /// <param name="handle">The handle as it was specified.</param>
    /// <param name="wanted">The number of accounts to read; null for all.</param>
    /// <exception cref="FollowingException">The handle is invalid.</exception>
    private protected ListPager OpenList(string? handle, long? wanted)
    {
        List<FollowingClient> clients = SelectClients(handle);
        FollowingQuery query = CreateQuery(FollowingHandle.Parse(handle)) with { Wanted = wanted };
        return new ListPager(clients, query, Log);
    }

    /// <summary>Creates the query for a list.</summary>
    private protected virtual FollowingQuery CreateQuery(FollowingHandle handle) => new(handle)
    {
        Cursor = Start.Cursor,
        PageBefore = Start.AccountsBefore,
        PageSize = PageSize,
    };

    /// <summary>Checks the parameters that do not depend on a provider.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    private protected virtual void CheckParameters() => CheckConnection();

    /// <summary>Checks the parameters for the first provider.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    private protected virtual void CheckParameters(ProviderMetadata facts) =>
        QueryValidator.CheckPageSize(facts, PageSize);

    /// <summary>Gets the parameters that read the rest of a list.</summary>
    /// <param name="accountsReturned">The number of accounts that were returned before.</param>
    private protected virtual string GetResumeParameters(int accountsReturned) => "-All";

    /// <summary>Writes the last messages of the command. The totals are a verbose message.</summary>
    private protected virtual void WriteClosingMessages()
    {
        if (_clients is ClientPool clients && Log.Verbose is not null)
        {
            WriteVerbose(clients.DescribeTotals());
        }
    }

    // PowerShell accepts no output after the terminating error.
    private void OnTerminating(FollowingException reason)
    {
        Lists.Terminate(reason);
        WriteClosingMessages();
    }

    /// <summary>Stops new requests. Responses to those in flight are still received.</summary>
    internal void StopSending() => _clients?.StopSending();

    /// <inheritdoc/>
    private protected override bool TryStopSending()
    {
        // Requests in flight are paid for. Responses that arrive soon are saved, or else they are lost.
        if (SavesPages)
        {
            StopSending();
        }
        return SavesPages;
    }

    /// <summary>Writes the error of a list. Depending on its kind, it also ends the command.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="handle">The handle as it was specified.</param>
    /// <param name="pager">The list; null if it was not opened.</param>
    /// <param name="returned">The number of accounts that were returned.</param>
    internal void WriteFailure(
        FollowingException failure, string? handle, ListPager? pager = null, int returned = 0)
    {
        failure = Explain(failure);
        ErrorRecord record = CreateRecord(failure, handle, pager, returned);
        bool endsCommand = failure.Kind.EndsCommand();
        if (endsCommand || IsErrorActionStop)
        {
            OnTerminating(failure);
        }
        if (endsCommand)
        {
            ThrowTerminatingError(record);
        }
        WriteError(record);
    }

    /// <summary>Reports a list that stopped because another one ends the command.</summary>
    internal void WriteStopped(FollowingException failure, ListOperation operation)
    {
        int returned = operation.AccountsReturned;
        if (!IsErrorActionStop)
        {
            WriteError(CreateRecord(failure, operation.TypedHandle, operation.Pager, returned));
            return;
        }
        // An error would end the command before the other lists are reported.
        ResumePoint point = CreateResumePoint(failure, operation.TypedHandle, operation.Pager, returned);
        WriteWarning($"{failure.Message} {GetResumeAdvice(returned).DescribeStopped(point)}");
    }

    private ErrorRecord CreateRecord(FollowingException failure, string? handle, ListPager? pager, int returned)
    {
        ResumePoint point = CreateResumePoint(failure, handle, pager, returned);
        string advice = GetResumeAdvice(returned).Describe(failure.Kind, point);
        return failure.WithRequestId().With(advice).ToErrorRecord(point);
    }

    private ResumePoint CreateResumePoint(FollowingException failure, string? handle, ListPager? pager, int returned)
    {
        ResumePoint? stopped = pager?.Stopped;
        return new ResumePoint
        {
            Handle = pager?.Handle ?? handle ?? "",
            Provider = stopped?.Provider ?? failure.Provider ?? _selectedProvider,
            NextCursor = stopped is null ? Start.Cursor : stopped.NextCursor,
            AccountsReturned = returned,
            CreditsCharged = pager?.CreditsCharged ?? 0,
            RequestId = failure.RequestId,
            LastAccounts = stopped?.LastAccounts ?? Start.AccountsBefore,
        };
    }

    private protected virtual ResumeAdvice GetResumeAdvice(int accountsReturned) =>
        new(GetResumeParameters(accountsReturned), _clients?.HasJournals == true, IsSingleList);

    // Invalid parameters apply to all handles, so they end the command before a request is sent. An invalid provider of
    // an input object applies to that object only.
    private protected List<FollowingClient> SelectClients(string? handle)
    {
        if (Users?.Length is null or 1)
        {
            SplattedHandle.ThrowIfAny(this, handle);
        }
        HandleTransformationAttribute.ThrowIfMissing(handle);
        bool isOfInput = false;
        _listsOpened++;
        _selectedProvider = Provider;
        try
        {
            CheckParameters();
            List<IFollowingProvider> fallbacks = [.. FallbackProvider.Select(ProviderRegistry.Get)];
            isOfInput = !_isProviderTyped && Provider is not null; // an empty column, too
            bool opensVaults = ApiKey is null && RunningSandbox.BaseUri is null;
            IFollowingProvider first = ProviderSelector.Select(Provider, Start.Page?.Provider, opensVaults, Vaults);
            ProviderSelector.CheckFallbacks(first, fallbacks);
            _selectedProvider = first.Facts.Name;
            // A fallback does without an unsupported -PageSize or -Trim.
            CheckParameters(first.Facts);
            return
            [
                _clients!.Get(first, isFallback: false),
                .. fallbacks.Select(provider => _clients.Get(provider, isFallback: true)),
            ];
        }
        catch (FollowingException e) when (!(isOfInput && e.Kind == FollowingErrorKind.InvalidRequest))
        {
            OnTerminating(e);
            ThrowTerminatingError(CreateRecord(e, handle, null, 0));
            throw;
        }
    }

    /// <inheritdoc/>
    private protected override void Release()
    {
        base.Release();
        Lists.Dispose();
        _clients?.Dispose();
    }
}
