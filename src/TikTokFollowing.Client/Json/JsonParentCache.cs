namespace TikTokFollowing.Client.Json;

/// <summary>
/// Finds values in one part of a document. Successive paths often have the same parent, which is found once for them.
/// </summary>
internal struct JsonParentCache(JsonPart root)
{
    private JsonPath? _parent;
    private JsonPart _part;

    public JsonPart Find(JsonPath path)
    {
        if (path.Parent is null)
        {
            return path.Find(root);
        }
        if (!ReferenceEquals(path.Parent, _parent))
        {
            _parent = path.Parent;
            _part = _parent.Find(root);
        }
        return path.FindLast(_part);
    }
}
