using System;
using System.Collections.Generic;
using System.Globalization;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// The ids that a list has shown, so that no account comes twice. An id is a number of up to 20 digits: kept as one, it takes some 20 to 40 bytes of memory, where its text
/// would take a hundred; a list can have a hundred thousand.
/// </summary>
internal sealed class SeenIds
{
    private readonly HashSet<ulong> _numbers = [];
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    public int Count => _numbers.Count + _others.Count;

    /// <summary>Whether it is new.</summary>
    public bool Add(string id) => TryGetNumber(id, out ulong number) ? _numbers.Add(number) : _others.Add(id);

    // Only what is written the one way in which numbers are: "07" is another text than "7".
    private static bool TryGetNumber(string id, out ulong number) =>
        ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (id[0] != '0' || id.Length == 1);
}
