namespace TikTokFollowing.Client.History;

/// <summary>Represents an immutable set of provider names. Two sets with the same names are equal.</summary>
internal sealed record ProviderSet
{
    private readonly string[] _names;

    private ProviderSet(string[] names) => _names = names;

    public static ProviderSet Empty { get; } = new([]);

    /// <summary>Gets the names in ordinal order.</summary>
    public IReadOnlyList<string> Names => _names;

    public static ProviderSet Of(IEnumerable<string> names)
    {
        string[] sorted = [.. names.Distinct()];
        Array.Sort(sorted, StringComparer.Ordinal);
        return new ProviderSet(sorted);
    }

    public bool Contains(string name) => Array.BinarySearch(_names, name, StringComparer.Ordinal) >= 0;

    public bool Contains(ProviderSet other) => Array.TrueForAll(other._names, Contains);

    /// <summary>Returns this set if it contains the name, otherwise a set with the name.</summary>
    public ProviderSet With(string name) => Contains(name) ? this : Of([.. _names, name]);

    public ProviderSet With(ProviderSet other) => Contains(other) ? this : Of([.. _names, .. other._names]);

    public bool Equals(ProviderSet? other) => other is not null && _names.SequenceEqual(other._names);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public override string ToString() => string.Join(",", _names);
}
