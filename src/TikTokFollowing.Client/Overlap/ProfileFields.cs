namespace TikTokFollowing.Client.Overlap;

/// <summary>Specifies the fields of profiles that are kept.</summary>
internal enum ProfileFields
{
    /// <summary>
    /// Specifies the fields of a graph node: the identifiers, name, followers, verification and country.
    /// </summary>
    Node,

    /// <summary>Specifies all fields except those that belong to one list.</summary>
    All,
}
