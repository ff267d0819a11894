namespace TikTokFollowing.Client.Overlap;

/// <summary>
/// Stores the profiles of a million accounts as bytes in large arrays. An object for each would need more memory.
/// </summary>
/// <remarks>
/// Each profile occupies whole units. A profile that becomes too long moves, and another one reuses its units.
/// </remarks>
internal sealed class ProfileStore
{
    private const int UnitLength = 16;
    private const int UnitsInChunk = 1 << 16;

    private readonly AddressPrefixes _prefixes = new();
    private readonly ProfileFields _fields;
    private readonly ProfilePacker _packer;
    private readonly List<byte[]> _chunks = [];
    private readonly List<(int First, int Units)> _places = [];
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
        _places.Add(default);
        Store(_places.Count - 1, _packer.Pack(account));
    }

    /// <summary>Keeps the profile that was retrieved last, and the identifiers of both.</summary>
    public void Merge(int number, FollowedAccount account)
    {
        FollowedAccount known = Get(number);
        // Only identifiers come from an older profile, because its other values can be out of date.
        bool isNewer = account.RetrievedAt.Ticks > known.RetrievedAt.Ticks;
        Store(number, isNewer ? _packer.Pack(account, known) : _packer.Pack(known, account));
    }

    /// <summary>Returns the profile of a number.</summary>
    public FollowedAccount Get(int number)
    {
        (byte[] chunk, int start) = Locate(number);
        return new ProfileUnpacker(chunk, start, _fields, _prefixes).Unpack();
    }

    private (byte[] Chunk, int Start) Locate(int number) =>
        (_chunks[_places[number].First / UnitsInChunk], _places[number].First % UnitsInChunk * UnitLength);

    private void Store(int number, byte[] profile)
    {
        (int first, int known) = _places[number];
        int units = (profile.Length + UnitLength - 1) / UnitLength;
        if (units > known)
        {
            _places[number] = (Allocate(units), units);
            if (known > 0)
            {
                FreePlacesOf(known).Push(first);
            }
        }
        (byte[] chunk, int start) = Locate(number);
        profile.CopyTo(chunk, start);
    }

    private int Allocate(int units)
    {
        if (FreePlacesOf(units) is { Count: > 0 } free)
        {
            return free.Pop();
        }
        if (_usedUnits + units > UnitsInChunk)
        {
            // A profile that is longer than a chunk has one of its own.
            _chunks.Add(new byte[Math.Max(units, UnitsInChunk) * UnitLength]);
            _usedUnits = 0;
        }
        _usedUnits += units;
        return checked((_chunks.Count * UnitsInChunk) - UnitsInChunk + _usedUnits - units);
    }

    private Stack<int> FreePlacesOf(int units)
    {
        if (!_freePlaces.TryGetValue(units, out Stack<int>? free))
        {
            _freePlaces.Add(units, free = new Stack<int>());
        }
        return free;
    }
}
