namespace TikTokFollowing.Client.Overlap;

/// <summary>Specifies the fields of profiles that are kept.</summary>
internal enum ProfileFields
{
    /// <summary>The fields of a graph node: the identifiers, name, followers, verification and country.</summary>
    Node,

    /// <summary>All fields except those that belong to one list.</summary>
    All,
}

/// <summary>Specifies the identifiers of an account.</summary>
[Flags]
internal enum ProfileNames : byte
{
    None = 0,
    Id = 1,
    SecUid = 2,
    Handle = 4,
}
