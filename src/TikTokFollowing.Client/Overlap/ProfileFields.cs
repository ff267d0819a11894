namespace TikTokFollowing.Client.Overlap;

/// <summary>Specifies the fields of profiles that are kept.</summary>
internal enum ProfileFields
{
    /// <summary>The fields of a graph node: the identifiers, name, followers, verification and country.</summary>
    Node,

    /// <summary>All fields except those that belong to one list.</summary>
    All,
}
