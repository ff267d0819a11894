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
            Write(
                csv,
                [
                    edge.Source,
                    edge.Target,
                    "Directed",
                    edge.FollowedAfter is DateTime after ? GraphText.Of(after) : null,
                    edge.FollowedBefore is DateTime before ? GraphText.Of(before) : null,
                ]);
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

    private static void Write(TextWriter csv, string?[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                csv.Write(',');
            }
            csv.Write(Quote(values[i] ?? ""));
        }
        csv.Write(LineEnd);
    }

    private static string Quote(string value)
    {
        string clean = GraphText.Clean(value);
        return clean.IndexOfAny([',', '"', '\r', '\n']) < 0
            ? clean
            : $"\"{clean.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
