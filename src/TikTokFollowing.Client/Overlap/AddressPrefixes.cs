namespace TikTokFollowing.Client.Overlap;

/// <summary>Assigns numbers to the hosts and folders of addresses, which the pictures of many accounts share.</summary>
internal sealed class AddressPrefixes
{
    // TikTok has far fewer. More can only be due to unusual input, and a prefix of one address saves no memory.
    private const int MaximumCount = 1000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _prefixes = [];

    /// <summary>Gets the prefix with a number.</summary>
    public string this[int number] => _prefixes[number];

    /// <summary>Finds the prefix of an address, or adds it.</summary>
    /// <returns>The number of the prefix; null if the address has none, or if the limit is reached.</returns>
    public int? FindOrAdd(string address)
    {
        string prefix = address.Split('?')[0];
        prefix = prefix.Substring(0, prefix.LastIndexOf('/') + 1);
        if (prefix.Length == 0)
        {
            return null;
        }
        if (_numbers.TryGetValue(prefix, out int number))
        {
            return number;
        }
        if (_prefixes.Count == MaximumCount)
        {
            return null;
        }
        _numbers.Add(prefix, _prefixes.Count);
        _prefixes.Add(prefix);
        return _prefixes.Count - 1;
    }
}
