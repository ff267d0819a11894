namespace TikTokFollowing.Client.Graphs;

/// <summary>Represents an attribute of all nodes.</summary>
/// <param name="Name">The name in every format.</param>
/// <param name="Type">The type in GEXF and GraphML.</param>
/// <param name="ValueOf">Returns the value of a node as text; null if it is unknown.</param>
internal sealed record GraphAttribute(string Name, string Type, Func<GraphNode, string?> ValueOf)
{
    public const string Text = "string";

    public static IReadOnlyList<GraphAttribute> OfNodes { get; } =
    [
        new(nameof(GraphNode.DisplayName), Text, node => node.DisplayName),
        new(nameof(GraphNode.FollowerCount), "long", node => GraphText.Of(node.FollowerCount)),
        new(nameof(GraphNode.IsVerified), "boolean", node => GraphText.Of(node.IsVerified)),
        new(nameof(GraphNode.Region), Text, node => node.Region),
        new(nameof(GraphNode.IsListRead), "boolean", node => GraphText.Of(node.IsListRead)),
        new(nameof(GraphNode.FollowedByCount), "long", node => GraphText.Of(node.FollowedByCount)),
    ];
}
