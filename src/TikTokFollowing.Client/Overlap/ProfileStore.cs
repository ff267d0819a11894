namespace TikTokFollowing.Client.Overlap;

/// <summary>
/// Stores the profiles of a million accounts as bytes in large arrays. An object for each would need more memory.
/// </summary>
/// <remarks>
/// Each profile has a place, which starts with the number of its units. A profile that becomes too long moves, and its
/// place is used for another one.
/// </remarks>
internal sealed class ProfileStore
{
    private const int UnitLength = 16;
    private const int UnitsInChunk = 1 << 16;
    private const int HeaderLength = sizeof(int);

    private readonly ProfileFields _fields;
    private readonly AddressPrefixes _prefixes = new();
    private readonly ProfilePacker _packer;
    private readonly List<byte[]> _chunks = [];
    private readonly List<int> _places = [];
    private readonly Dictionary<int, Stack<int>> _freePlaces = [];
    private int _usedUnits = UnitsInChunk;

    /// <param name="fields">The fields to keep.</param>
    public ProfileStore(ProfileFields fields)
    {
        _fields = fields;
        _packer = new ProfilePacker(fields, _prefixes);
    }

    /// <summary>Adds the profile of the next number.</summary>
    public void Add(FollowedAccount account)
    {
        _packer.Pack(account);
        int place = Allocate();
        _places.Add(place);
        Store(place);
    }

    /// <summary>Keeps the profile that was retrieved last, and the identifiers of both.</summary>
    public void Merge(int number, FollowedAccount account)
    {
        (byte[] chunk, int start) = Locate(_places[number]);
        ProfileNames known = ProfileUnpacker.ReadNames(chunk, start);
        ProfileNames own = ProfilePacker.NamesOf(account);
        // Only identifiers come from an older profile, because its other values can be out of date.
        if (account.RetrievedAt.Ticks > ProfileUnpacker.ReadTicks(chunk, start))
        {
            bool isLacking = (known & ~own) != ProfileNames.None;
            _packer.Pack(account, isLacking ? Get(number) : null);
        }
        else if ((own & ~known) != ProfileNames.None)
        {
            _packer.Pack(Get(number), account);
        }
        else
        {
            return;
        }
        if (UnitsOf(_packer.Length) > ReadUnits(_places[number]))
        {
            Release(_places[number]);
            _places[number] = Allocate();
        }
        Store(_places[number]);
    }

    /// <summary>Returns the profile of a number.</summary>
    public FollowedAccount Get(int number)
    {
        (byte[] chunk, int start) = Locate(_places[number]);
        return new ProfileUnpacker(chunk, start, _fields, _prefixes).Unpack();
    }

    private static int UnitsOf(int length) => (HeaderLength + length + UnitLength - 1) / UnitLength;

    private int Allocate()
    {
        int units = UnitsOf(_packer.Length);
        if (_freePlaces.TryGetValue(units, out Stack<int>? free) && free.Count > 0)
        {
            return free.Pop();
        }
        if (_usedUnits + units > UnitsInChunk)
        {
            // A profile that is longer than a chunk has one of its own.
            _chunks.Add(new byte[Math.Max(units, UnitsInChunk) * UnitLength]);
            _usedUnits = 0;
        }
        int place = checked(((_chunks.Count - 1) * UnitsInChunk) + _usedUnits);
        _usedUnits += units;
        WriteUnits(place, units);
        return place;
    }

    private void Release(int place)
    {
        int units = ReadUnits(place);
        if (!_freePlaces.TryGetValue(units, out Stack<int>? free))
        {
            _freePlaces.Add(units, free = new Stack<int>());
        }
        free.Push(place);
    }

    private (byte[] Chunk, int Start) Locate(int place) =>
        (_chunks[place / UnitsInChunk], (place % UnitsInChunk * UnitLength) + HeaderLength);

    private void Store(int place)
    {
        (byte[] chunk, int start) = Locate(place);
        Buffer.BlockCopy(_packer.Bytes, 0, chunk, start, _packer.Length);
    }

    private int ReadUnits(int place)
    {
        (byte[] chunk, int start) = Locate(place);
        return BitConverter.ToInt32(chunk, start - HeaderLength);
    }

    private void WriteUnits(int place, int units)
    {
        (byte[] chunk, int start) = Locate(place);
        Buffer.BlockCopy(BitConverter.GetBytes(units), 0, chunk, start - HeaderLength, HeaderLength);
    }
}
