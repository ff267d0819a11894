using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.History;

/// <summary>Describes an update before it starts: what it would read, and what is known of its price.</summary>
/// <param name="folder">The folder of the histories.</param>
/// <param name="user">The user.</param>
/// <param name="former">The former handle of the user; null for the same one.</param>
/// <param name="options">The options of the update.</param>
internal sealed class UpdatePreview(
    HistoryFolder folder, FollowingHandle user, FollowingHandle? former, UpdateOptions options)
{
    /// <summary>Describes the update. Sends no request and changes no file.</summary>
    /// <param name="pager">The list.</param>
    /// <param name="pageSize">The requested page size; null for the default size.</param>
    /// <param name="utcNow">The current time.</param>
    /// <param name="cancellationToken">Cancels the wait for another command.</param>
    /// <exception cref="FollowingException">The history cannot be read.</exception>
    public async Task<string> DescribeAsync(
        ListPager pager, int? pageSize, DateTime utcNow, CancellationToken cancellationToken)
    {
        string from = $"from {pager.Facts.Name} ({pager.Facts.Cost})";
        HistoryState state = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!state.HasBaseline)
        {
            return $"Read the whole list of {user.Shown} as its baseline {from}. Its length is unknown.";
        }
        string last = $"The last update was at {LocalTime.Format(state.Marks.LastUpdate?.ToLocalTime(), "g")}.";
        int accounts = state.Listed.Count;
        if (HistoryRules.NeedsWholeList(state) || options.RequiresWholeList(state, utcNow))
        {
            long price = pager.Prices.PriceOfAccounts(Math.Max(1, accounts), pageSize);
            return $"Read the whole list of {user.Shown} {from}: about {Quantity.Of(price, "credit")} for "
                + $"{Quantity.Of(accounts, "stored account")}. {last}";
        }
        int page = Math.Max(1, Math.Min(accounts, pageSize ?? pager.Facts.DefaultPageSize));
        return $"Read the newest accounts of {user.Shown} {from}: "
            + $"{Quantity.Of(pager.Prices.PriceOfAccounts(page, pageSize), "credit")} or more. {last}";
    }

    private async Task<HistoryState> ReadAsync(CancellationToken cancellationToken)
    {
        string? path = await folder.FindAsync(user, cancellationToken).ConfigureAwait(false);
        if (path is null && former is not null)
        {
            path = await folder.FindAsync(former, cancellationToken).ConfigureAwait(false);
        }
        if (path is null)
        {
            return HistoryState.Empty;
        }
        using HistoryReader reader =
            await HistoryReader.OpenAsync(path, folder.Storage, cancellationToken).ConfigureAwait(false);
        reader.ReadUntil();
        return reader.List?.ToState() ?? HistoryState.Empty;
    }
}
