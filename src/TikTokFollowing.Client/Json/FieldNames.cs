using System.Runtime.CompilerServices;
using System.Text;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Lists the names of the fields to read, at any depth. <see cref="SparseJson"/> skips all other fields: of the 2,600
/// fields in a full page, 300 are read.
/// </summary>
internal sealed class FieldNames
{
    // A hash table with open addressing. For these few names, the length and three letters are nearly always unique.
    private readonly Entry[] _table;

    /// <param name="names">Specifies the names, in ASCII.</param>
    public FieldNames(params IEnumerable<string>[] names)
    {
        string[] distinct = [.. names.SelectMany(some => some).Distinct()];
        int size = 16;
        while (size < 4 * distinct.Length)
        {
            size *= 2;
        }
        _table = new Entry[size];
        for (int i = 0; i < distinct.Length; i++)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(distinct[i]);
            _table[GetSlot(distinct[i])] = new Entry(distinct[i], bytes, (short)(i + 1));
        }
    }

    /// <summary>Returns the number of a name, from 1; 0 if the name is not in the list.</summary>
    public short GetNumber(string name) => _table[GetSlot(name)].Number;

    /// <summary>Returns the number of a name in UTF-8, from 1; 0 if the name is not in the list.</summary>
    [MethodImpl(SparseJson.Optimize)]
    public short GetNumber(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return 0;
        }
        for (int at = GetHash(name.Length, name[0], name[name.Length / 2], name[name.Length - 1]); ; at++)
        {
            ref readonly Entry entry = ref _table[at & (_table.Length - 1)];
            if (entry.Number == 0 || name.SequenceEqual(entry.Bytes))
            {
                return entry.Number;
            }
        }
    }

    // Returns the slot of the name, or the free slot for it.
    private int GetSlot(string name)
    {
        int at = name.Length == 0 ? 0 : GetHash(name.Length, name[0], name[name.Length / 2], name[name.Length - 1]);
        while (_table[at & (_table.Length - 1)] is { Number: > 0 } entry && entry.Name != name)
        {
            at++;
        }
        return at & (_table.Length - 1);
    }

    private static int GetHash(int length, int first, int middle, int last) =>
        (length * 11) + (first * 3) + (middle * 5) + (last * 7);

    private readonly record struct Entry(string Name, byte[] Bytes, short Number);
}
