namespace TikTokFollowing.Client.Graphs;

/// <summary>
/// Writes two CSV files, one with the edges and one with the nodes, with the columns that Gephi and Cytoscape read.
/// </summary>
internal static class GraphCsvWriter
{
    private const string LineEnd = "\r\n";

    public static void WriteEdges(TextWriter csv, FollowingGraph graph)
    {
        Write(csv, ["Source", "Target", "Type", nameof(GraphEdge.FollowedAfter), nameof(GraphEdge.FollowedBefore)]);
        foreach (GraphEdge edge in graph.Edges())
        {
            (string? after, string? before) = (GraphText.Of(edge.FollowedAfter), GraphText.Of(edge.FollowedBefore));
            Write(csv, [edge.Source, edge.Target, "Directed", after, before]);
        }
    }

    public static void WriteNodes(TextWriter csv, FollowingGraph graph)
    {
        Write(csv, ["Id", nameof(GraphNode.Label), .. GraphAttribute.OfNodes.Select(attribute => attribute.Name)]);
        foreach (GraphNode node in graph.Nodes())
        {
            IEnumerable<string?> values = GraphAttribute.OfNodes.Select(
                attribute => attribute.Type == GraphAttribute.Text
                    ? AsText(attribute.ValueOf(node))
                    : attribute.ValueOf(node));
            Write(csv, [node.Id, AsText(node.Label), .. values]);
        }
    }

    // A spreadsheet runs text that starts with one of these as a formula. An apostrophe prevents it.
    private static string? AsText(string? value) =>
        value?.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + value : value;

    private static void Write(TextWriter csv, IEnumerable<string?> values) =>
        csv.Write(string.Join(",", values.Select(value => Quote(value ?? ""))) + LineEnd);

    private static string Quote(string value)
    {
        string clean = GraphText.Clean(value);
        return clean.IndexOfAny([',', '"', '\r', '\n']) < 0
            ? clean
            : $"\"{clean.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
