namespace TikTokFollowing.Client.Overlap;

/// <summary>
/// Maps 64-bit keys to numbers. It needs half the memory of a dictionary, which stores links between its entries.
/// </summary>
internal sealed class NumberTable
{
    private const int InitialCapacity = 16;

    // Random, so that the ids of an input cannot be chosen to collide.
    private static readonly ulong s_multiplier = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 8) | 1;

    private ulong[] _keys = new ulong[InitialCapacity];

    // A slot contains the number plus one; 0 is a free slot.
    private int[] _slots = new int[InitialCapacity];
    private int _count;

    /// <summary>Finds the number of a key.</summary>
    public int? Find(ulong key) => _slots[FindSlot(key)] is not 0 and int slot ? slot - 1 : null;

    /// <summary>Adds a key, unless the table contains it.</summary>
    /// <returns>The number of the key, which is the specified one if it was added.</returns>
    public int GetOrAdd(ulong key, int number)
    {
        int slot = FindSlot(key);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }
        _keys[slot] = key;
        _slots[slot] = number + 1;
        _count++;
        // With more than three quarters in use, most searches would pass slots of other keys.
        if (_count > _slots.Length / 4 * 3)
        {
            Grow();
        }
        return number;
    }

    private int FindSlot(ulong key)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(unchecked(key * s_multiplier) >> 32) & mask;
        while (_slots[slot] != 0 && _keys[slot] != key)
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void Grow()
    {
        (ulong[] keys, int[] slots) = (_keys, _slots);
        _keys = new ulong[keys.Length * 2];
        _slots = new int[slots.Length * 2];
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i] != 0)
            {
                int slot = FindSlot(keys[i]);
                _keys[slot] = keys[i];
                _slots[slot] = slots[i];
            }
        }
    }
}
