using System.Management.Automation;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>
/// Provides the base class for cmdlets whose lists can start after a page, at a cursor or at a follow time.
/// </summary>
public abstract class ResumableCmdletBase : FollowingCmdletBase
{
    /// <summary>Specifies the parameter set for handles.</summary>
    protected const string ByHandle = "Handle";

    /// <summary>Specifies the parameter set for pages.</summary>
    protected const string ByPage = "Page";

    private bool _isCursorTyped; // otherwise each input object can specify another one

    /// <summary>
    /// Specifies the users: a name with or without @, or the address of a profile, up to 128 characters. UnifAPI also
    /// accepts a numeric id or a sec_uid. Objects with a property Handle can be piped in.
    /// </summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByHandle)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [HandleTransformation]
    [ArgumentCompleter(typeof(HandleCompleter))]
    public string?[]? Handle { get; set; }

    /// <summary>
    /// Specifies a page, or the target of an error, to continue from. After the last page, no request is sent.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPage)]
    [PageTransformation]
    public FollowingPage? Page { get; set; }

    /// <summary>
    /// Accepts a page from the pipeline; use -Page to specify one. PowerShell tries the default parameter set first,
    /// and would bind only the Handle and the NextCursor of the page.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ByHandle, DontShow = true)]
    [PageTransformation]
    public FollowingPage? PipedPage { get; set; }

    /// <summary>
    /// Specifies where to start: the NextCursor of a page of the same provider. $null is the start of the list.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ByHandle)]
    [Alias("NextCursor")]
    [AllowNull]
    [AllowEmptyString]
    public string? Cursor { get; set; }

    /// <summary>
    /// Starts at this follow time, in Unix seconds. Requires a provider whose cursor is a follow time: SociaVault,
    /// ScrapeCreators or DumplingAI.
    /// </summary>
    [Parameter(ParameterSetName = ByHandle)]
    public long? MinTime { get; set; }

    /// <summary>
    /// Starts with the accounts that were followed at or before this time. Requires a provider whose cursor is a follow
    /// time: SociaVault, ScrapeCreators or DumplingAI.
    /// </summary>
    [Parameter(ParameterSetName = ByHandle)]
    [DateTransformation]
    public DateTime? Before { get; set; }

    /// <summary>
    /// Requests smaller responses, without likes, videos, verified and private. DumplingAI and UnifAPI do not support
    /// it.
    /// </summary>
    [Parameter]
    public SwitchParameter Trim { get; set; }

    /// <summary>Fills the property Raw with the provider's own record, as JSON.</summary>
    [Parameter]
    public SwitchParameter IncludeRaw { get; set; }

    /// <inheritdoc/>
    private protected override StartPoint Start => (Page ?? PipedPage) is FollowingPage page
        ? new StartPoint { Page = page }
        : new StartPoint { TypedCursor = Cursor, MinTime = MinTime, Before = Before };

    /// <inheritdoc/>
    private protected override string?[]? Users => Handle;

    /// <inheritdoc/>
    private protected override bool IsSingleList =>
        Start.Page is not null || (Handle?.Length <= 1 && !MyInvocation.ExpectingInput);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isCursorTyped = this.IsGiven(nameof(Cursor));
    }

    /// <summary>Returns the handles of the current input object.</summary>
    private protected IEnumerable<string?> GetRequestedHandles()
    {
        if (Start.Page is not FollowingPage page)
        {
            return Handle ?? [null];
        }
        if (page.HasMore)
        {
            return [page.Handle];
        }
        WriteVerbose($"The page of @{page.Handle} is the last one, so nothing was fetched.");
        return [];
    }

    /// <inheritdoc/>
    private protected override FollowingQuery CreateQuery(FollowingHandle handle) =>
        base.CreateQuery(handle) with { Trim = Trim, IncludeRaw = IncludeRaw };

    /// <inheritdoc/>
    private protected override void CheckParameters()
    {
        base.CheckParameters();
        string[] starts = Start.Parameters;
        if (starts.Length > 1)
        {
            throw RequestErrors.Invalid(
                $"{string.Join(" and ", starts)} all specify the start of the list. Use one of them.");
        }
    }

    /// <inheritdoc/>
    private protected override void CheckParameters(ProviderMetadata facts)
    {
        QueryValidator.CheckMinTime(facts, MinTime);
        QueryValidator.CheckBefore(facts, Before);
        base.CheckParameters(facts);
        QueryValidator.CheckTrim(facts, Trim);
        if (Start.Page is not null || _isCursorTyped)
        {
            Start.Check(facts, isShared: Start.Page is null && IsOneOfSeveral);
        }
    }
}
