namespace TikTokFollowing.Client.History;

/// <summary>Represents an immutable set of provider names. Two sets with the same names are equal.</summary>
internal sealed class ProviderSet : IEquatable<ProviderSet>
{
    private readonly string[] _names;

    private ProviderSet(string[] names) => _names = names;

    public static ProviderSet Empty { get; } = new([]);

    /// <summary>Gets the names in ordinal order.</summary>
    public IReadOnlyList<string> Names => _names;

    public static ProviderSet Of(IEnumerable<string> names)
    {
        string[] sorted = [.. new HashSet<string>(names, StringComparer.Ordinal)];
        Array.Sort(sorted, StringComparer.Ordinal);
        return new ProviderSet(sorted);
    }

    public bool Contains(string name) => Array.BinarySearch(_names, name, StringComparer.Ordinal) >= 0;

    public bool Contains(ProviderSet other) => Array.TrueForAll(other._names, Contains);

    /// <summary>Returns this set if it contains the name, otherwise a set with the name.</summary>
    public ProviderSet With(string name) => Contains(name) ? this : Of([.. _names, name]);

    public ProviderSet With(ProviderSet other) => Contains(other) ? this : Of([.. _names, .. other._names]);

    public bool Equals(ProviderSet? other)
    {
        if (other is null || other._names.Length != _names.Length)
        {
            return false;
        }
        for (int i = 0; i < _names.Length; i++)
        {
            if (_names[i] != other._names[i])
            {
                return false;
            }
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as ProviderSet);

    public override int GetHashCode()
    {
        int hash = 17;
        foreach (string name in _names)
        {
            hash = unchecked((hash * 31) + StringComparer.Ordinal.GetHashCode(name));
        }
        return hash;
    }

    public override string ToString() => string.Join(",", _names);
}
