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
    // A hash table with open addressing. The names are few and known, so that a hash of the length and three letters tells nearly all of them apart.
    private readonly Entry[] _table;

    /// <param name="names">In ASCII, as all services write them.</param>
    public FieldNames(params IEnumerable<string>[] names)
    {
        string[] distinct = [.. names.SelectMany(some => some).Distinct()];
        int size = 16;
        while (size < 4 * distinct.Length) { size *= 2; }
        _table = new Entry[size];
        for (int i = 0; i < distinct.Length; i++) { _table[PlaceOf(distinct[i])] = new Entry(distinct[i], Encoding.ASCII.GetBytes(distinct[i]), (short)(i + 1)); }
    }

    /// <summary>Of these names, those of objects and arrays that are read rarely: they are gone through when somebody does.</summary>
    public IEnumerable<string> OnDemand
    {
        init
        {
            foreach (string name in value) { _table[PlaceOf(name)].IsOnDemand = true; }
        }
    }

    /// <summary>The number that a name has among these, from 1; 0 if it is none of them.</summary>
    public short NumberOf(string name) => _table[PlaceOf(name)].Number;

    /// <summary>The same for a name in UTF-8.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOnDemand">Whether it is one of <see cref="OnDemand"/>.</param>
    public short NumberOf(ReadOnlySpan<byte> name, out bool isOnDemand)
    {
        isOnDemand = false;
        if (name.IsEmpty) { return 0; }
        for (int at = HashOf(name.Length, name[0], name[name.Length / 2], name[name.Length - 1]); ; at++)
        {
            ref readonly Entry entry = ref _table[at & (_table.Length - 1)];
            if (entry.Number == 0) { return 0; }
            if (name.SequenceEqual(entry.Bytes))
            {
                isOnDemand = entry.IsOnDemand;
                return entry.Number;
            }
        }
    }

    // Where it is, or would be.
    private int PlaceOf(string name)
    {
        int at = name.Length == 0 ? 0 : HashOf(name.Length, name[0], name[name.Length / 2], name[name.Length - 1]);
        while (_table[at & (_table.Length - 1)] is { Number: > 0 } entry && entry.Name != name) { at++; }
        return at & (_table.Length - 1);
    }

    private static int HashOf(int length, int first, int middle, int last) => (length * 11) + (first * 3) + (middle * 5) + (last * 7);

    private struct Entry(string name, byte[] bytes, short number)
    {
        public readonly string Name = name;
        public readonly byte[] Bytes = bytes;
        public readonly short Number = number;
        public bool IsOnDemand;
    }
}
