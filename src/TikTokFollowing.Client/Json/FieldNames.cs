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
    private readonly (byte[] Name, short Number)[][] _byLength;
    private readonly Dictionary<string, short> _numbers = new(StringComparer.Ordinal);

    /// <param name="names">In ASCII, as all services write them.</param>
    public FieldNames(params IEnumerable<string>[] names)
    {
        foreach (string name in names.SelectMany(some => some).Distinct()) { _numbers.Add(name, (short)(_numbers.Count + 1)); }
        ILookup<int, (byte[], short)> lengths = _numbers.ToLookup(name => name.Key.Length, name => (Encoding.ASCII.GetBytes(name.Key), name.Value));
        _byLength = [.. Enumerable.Range(0, _numbers.Keys.Max(name => name.Length) + 1).Select(length => lengths[length].ToArray())];
    }

    /// <summary>The number that a name has among these, from 1; 0 if it is none of them.</summary>
    public short NumberOf(string name) => _numbers.TryGetValue(name, out short number) ? number : (short)0;

    /// <summary>The same for a name in UTF-8.</summary>
    public short NumberOf(ReadOnlySpan<byte> name)
    {
        if (name.Length >= _byLength.Length) { return 0; }
        foreach ((byte[] candidate, short number) in _byLength[name.Length])
        {
            if (name.SequenceEqual(candidate)) { return number; }
        }
        return 0;
    }
}
