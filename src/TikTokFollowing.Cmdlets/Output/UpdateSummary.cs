using System.Management.Automation;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>
/// Collects the baselines and the warnings of a command. One message describes all lists with the same result, because
/// a schedule with 500 handles has no use for 500 messages.
/// </summary>
internal sealed class UpdateSummary
{
    private readonly List<(HistoryWarningKind Kind, string Handle, long Count)> _warnings = [];
    private readonly List<(string Handle, string Reason)> _notStored = [];
    private readonly List<HistoryUpdate> _baselines = [];

    public void Add(string handle, HistoryUpdate update)
    {
        if (update.NotStored is string reason)
        {
            _notStored.Add((handle, reason));
            return;
        }
        if (update.IsBaseline)
        {
            _baselines.Add(update);
        }
        _warnings.AddRange(update.Warnings.Select(warning => (warning.Kind, handle, warning.Count)));
    }

    /// <summary>Writes the messages.</summary>
    public void Write(Cmdlet output)
    {
        foreach (IGrouping<HistoryWarningKind, (HistoryWarningKind Kind, string Handle, long Count)> lists
            in _warnings.GroupBy(static warning => warning.Kind))
        {
            string names = string.Join(", ", lists.Take(Shown).Select(list => $"@{list.Handle}{Describe(list)}"));
            int more = lists.Count() - Shown;
            string others = more > 0 ? $" and {Quantity.Of(more, "more list")}" : "";
            output.WriteWarning($"{Describe(lists.Key)} {names}{others}.");
        }
        if (_notStored.Count > 0)
        {
            string?[] names = [.. _notStored.Skip(1).Select(list => "@" + list.Handle)];
            string others = names.Length == 0 ? "" : $" The same applies to {DeferredWarnings.Join(names)}.";
            output.WriteWarning(
                $"{_notStored[0].Reason} No history was started, because the list may be hidden.{others}");
        }
        if (_baselines.Count > 0)
        {
            string accounts = Quantity.Of(_baselines.Sum(update => (long)update.Accounts), "account");
            string credits = Quantity.Of(_baselines.Sum(update => update.CreditsCharged), "credit");
            string text = $"{Quantity.Of(_baselines.Count, "baseline")} stored: {accounts} for {credits}. "
                + "The next update reports what changed.";
            // Shown by default as Write-Host does, and not part of the output.
            output.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
        }
    }

    private const int Shown = 3;

    private static string Describe((HistoryWarningKind Kind, string Handle, long Count) list) => list.Kind switch
    {
        HistoryWarningKind.Empty => $" ({Quantity.Of(list.Count, "stored account")})",
        HistoryWarningKind.ImplausibleEnd or HistoryWarningKind.WithoutId =>
            $" ({Quantity.Of(list.Count, "account")})",
        HistoryWarningKind.IncompleteBaseline when list.Count > 0 =>
            $" (of about {Quantity.Of(list.Count, "account")})",
        HistoryWarningKind.TotalFell => $" (by {list.Count:N0})",
        _ => "",
    };

    private static string Describe(HistoryWarningKind kind) => kind switch
    {
        HistoryWarningKind.Empty =>
            "An empty list was returned. It may be hidden, so no unfollow was concluded:",
        HistoryWarningKind.LooksOlder =>
            "The response looks older than the stored list, and is held until another update confirms it:",
        HistoryWarningKind.ImplausibleEnd =>
            "The list ended early. Accounts that are missing at its end do not count as unfollowed:",
        HistoryWarningKind.WithoutId =>
            "Accounts are missing, but a new account without an id can be any of them. Nothing was concluded:",
        HistoryWarningKind.OrderUnreliable =>
            "The list is not sorted by follow time. From now on, each update reads and compares the whole list:",
        HistoryWarningKind.OrderUnproven =>
            "The list is not sorted by follow time, so this update read the whole list:",
        HistoryWarningKind.IncompleteBaseline =>
            "The baseline is incomplete. Accounts that are found later are reported as Appeared:",
        HistoryWarningKind.TotalFell =>
            "The total fell by more than the reported unfollows. To find the others, use -Full or -FullInterval:",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
