using System.Management.Automation;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that process the lists of several users together.</summary>
public abstract class OverlapCmdletBase : ListInputCmdletBase
{
    private OverlapInput? _input;
    private AccountReader? _reader;

    /// <summary>
    /// Specifies the lists: accounts, pages, or the paths of CSV, JSON, JSONL, CLIXML or journal files. Accounts can be
    /// live, or from Import-Csv, Import-Clixml, ConvertFrom-Json or a job.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(() => _reader!.Add(InputObject));

    /// <summary>Specifies the collector of the lists, which keeps only what the cmdlet needs.</summary>
    private protected void ReadInto(OverlapInput input)
    {
        _input = input;
        _reader = NewReader(input, new InputDescription("the input", "No result was returned."));
    }

    /// <summary>Returns the lists, and warns of those that are incomplete.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidInput"/> or <see cref="FollowingErrorKind.InvalidRequest"/>
    /// </exception>
    private protected FollowingOverlap GetOverlap()
    {
        _reader!.Complete();
        FollowingOverlap overlap = _input!.Complete();
        if (CompletenessWarning.Describe(overlap.Lists) is string warning)
        {
            WriteWarning(warning);
        }
        string accounts = Quantity.Of(overlap.Lists.Sum(list => (long)list.Numbers.Count), "account");
        WriteVerbose($"The input has {Quantity.Of(overlap.Lists.Count, "list")} with {accounts}.");
        return overlap;
    }

    /// <summary>Warns if the input has one list, because a single list shares nothing.</summary>
    private protected void WarnOfSingleList(FollowingOverlap overlap)
    {
        if (overlap.Lists.Count == 1)
        {
            WriteWarning(
                $"The input has one list, the one of @{TextSanitizer.Sanitize(overlap.Lists[0].FollowedBy)}. "
                + "Use the lists of several users.");
        }
    }
}
