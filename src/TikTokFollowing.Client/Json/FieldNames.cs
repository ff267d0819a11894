using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// The names of the fields that somebody reads, at whatever depth. <see cref="SparseJson"/> passes over all other fields: of the 2,600 in a full page, 300 are wanted.
/// </summary>
internal sealed class FieldNames
{
    // Names of one length are few, so looking through them is quicker than any hash. An index is a length.
    private readonly byte[][][] _byLength;
    private readonly HashSet<string> _names;

    /// <param name="names">In ASCII, as all services write them.</param>
    public FieldNames(params IEnumerable<string>[] names)
    {
        _names = new HashSet<string>(names.SelectMany(some => some), StringComparer.Ordinal);
        ILookup<int, byte[]> lengths = _names.ToLookup(name => name.Length, Encoding.ASCII.GetBytes);
        _byLength = [.. Enumerable.Range(0, _names.Max(name => name.Length) + 1).Select(length => lengths[length].ToArray())];
    }

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Whether a name in UTF-8 is one of them.</summary>
    public bool Contains(ReadOnlySpan<byte> name)
    {
        if (name.Length >= _byLength.Length) { return false; }
        foreach (byte[] candidate in _byLength[name.Length])
        {
            if (name.SequenceEqual(candidate)) { return true; }
        }
        return false;
    }
}
