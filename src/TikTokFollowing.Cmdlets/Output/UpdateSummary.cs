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
    private readonly Dictionary<HistoryWarningKind, List<(string Handle, long Count)>> _warnings = [];
    private readonly List<(string Handle, string Reason)> _notStored = [];
    private int _baselines;
    private long _accounts;
    private long _credits;

    public void Add(string handle, HistoryUpdate update)
    {
        if (update.NotStored is string reason)
        {
            _notStored.Add((handle, reason));
            return;
        }
        if (update.IsBaseline)
        {
            _baselines++;
            _accounts += update.Accounts;
            _credits += update.CreditsCharged;
        }
        foreach (HistoryWarning warning in update.Warnings)
        {
            if (!_warnings.TryGetValue(warning.Kind, out List<(string, long)>? lists))
            {
                _warnings.Add(warning.Kind, lists = []);
            }
            lists.Add((handle, warning.Count));
        }
    }

    /// <summary>Writes the messages once.</summary>
    public void Write(Cmdlet output)
    {
        foreach (KeyValuePair<HistoryWarningKind, List<(string Handle, long Count)>> warning in _warnings)
        {
            string lists = string.Join(", ", warning.Value.Take(Shown).Select(list => Describe(warning.Key, list)));
            int more = warning.Value.Count - Shown;
            output.WriteWarning(Describe(warning.Key) + " " + lists + (more > 0 ? $" and {Quantity.Of(more, "more list")}." : "."));
        }
        if (_notStored.Count > 0)
        {
            string?[] names = [.. _notStored.Skip(1).Select(list => "@" + list.Handle)];
            string others = names.Length == 0 ? "" : $" The same applies to {DeferredWarnings.Join(names)}.";
            output.WriteWarning($"{_notStored[0].Reason} No history was started, because the list may be hidden.{others}");
        }
        if (_baselines > 0)
        {
            string text = $"{Quantity.Of(_baselines, "baseline")} stored: {Quantity.Of(_accounts, "account")} for "
                + $"{Quantity.Of(_credits, "credit")}. The next update reports what changed.";
            // Shown by default as Write-Host does, and not part of the output.
            output.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
        }
        _warnings.Clear();
        _notStored.Clear();
        _baselines = 0;
    }

    private const int Shown = 3;

    private static string Describe(HistoryWarningKind kind, (string Handle, long Count) list) => kind switch
    {
        HistoryWarningKind.Empty => $"@{list.Handle} ({Quantity.Of(list.Count, "stored account")})",
        HistoryWarningKind.ImplausibleEnd or HistoryWarningKind.WithoutId =>
            $"@{list.Handle} ({Quantity.Of(list.Count, "account")})",
        HistoryWarningKind.IncompleteBaseline when list.Count > 0 =>
            $"@{list.Handle} (of about {Quantity.Of(list.Count, "account")})",
        HistoryWarningKind.TotalFell => $"@{list.Handle} (by {list.Count:N0})",
        _ => "@" + list.Handle,
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
