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
        new(nameof(GraphNode.FollowerCount), "long", node => Format(node.FollowerCount)),
        new(nameof(GraphNode.IsVerified), "boolean", node => Format(node.IsVerified)),
        new(nameof(GraphNode.Region), Text, node => node.Region),
        new(nameof(GraphNode.IsListRead), "boolean", node => GraphText.Of(node.IsListRead)),
        new(nameof(GraphNode.FollowedByCount), "long", node => GraphText.Of(node.FollowedByCount)),
    ];

    private static string? Format(long? number) => number is long value ? GraphText.Of(value) : null;

    private static string? Format(bool? flag) => flag is bool value ? GraphText.Of(value) : null;
}
