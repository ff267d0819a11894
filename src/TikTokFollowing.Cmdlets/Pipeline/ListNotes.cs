using System;
using System.IO;
using TikTokFollowing.Client;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Cmdlets.Pipeline;

/// <summary>
/// What a command warns of when it ends, about lists that ended well: of one list by its name, of several with one line for all of them. A schedule with 500 handles has no use
/// for 500 lines. Nothing is kept of each list.
/// </summary>
internal sealed class ListNotes
{
    private int _saved;
    private string _firstSaved = "";
    private string? _folder;
    private DateTime? _oldest;

    /// <summary>A list has ended, or enough of it came.</summary>
    public void Ended(FollowingWalk walk)
    {
        if (walk.Saved is SavedList saved) { AddSaved(walk, saved); }
    }

    /// <summary>Writes the warnings, once.</summary>
    public void Tell(Action<string> warn)
    {
        if (_saved == 1) { warn(_firstSaved); }
        else if (_saved > 1)
        {
            string when = _oldest is DateTime oldest ? $", the oldest as it was at {oldest:g}" : "";
            warn($"The journals in {_folder} have {_saved:N0} whole lists{when}: nothing is asked for them. Delete their files to read these lists anew.");
        }
        _saved = 0;
    }

    private void AddSaved(FollowingWalk walk, SavedList saved)
    {
        if (++_saved == 1)
        {
            string when = saved.ReadAt is DateTime readAt ? $" as it was at {readAt:g}" : "";
            _firstSaved = $"The journal has the whole list of @{walk.Handle}{when}: nothing is asked of {walk.Facts.Name}. Delete {saved.Path} to read the list anew.";
            _folder = Path.GetDirectoryName(saved.Path);
        }
        if (_oldest is null || saved.ReadAt < _oldest) { _oldest = saved.ReadAt; }
    }
}
