using System.Text;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Writes DOT, the format of Graphviz.</summary>
internal static class DotWriter
{
    /// <summary>Specifies the first line, which identifies a file of this module.</summary>
    public const string Mark = "// TikTokFollowing graph";

    public static void Write(TextWriter dot, FollowingGraph graph)
    {
        dot.Write(Mark);
        dot.Write("\ndigraph following {\n");
        foreach (GraphNode node in graph.Nodes())
        {
            // Graphviz decodes HTML entities in labels.
            dot.Write($"  {Quote(node.Id)} [label={Quote(node.Label.Replace("&", "&amp;", StringComparison.Ordinal))}");
            foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
            {
                if (attribute.ValueOf(node) is string value)
                {
                    dot.Write($", {attribute.Name}={Quote(value)}");
                }
            }
            dot.Write("];\n");
        }
        foreach (GraphEdge edge in graph.Edges())
        {
            dot.Write($"  {Quote(edge.Source)} -> {Quote(edge.Target)}");
            string separator = " [";
            WriteTime(nameof(GraphEdge.FollowedAfter), GraphText.Of(edge.FollowedAfter));
            WriteTime(nameof(GraphEdge.FollowedBefore), GraphText.Of(edge.FollowedBefore));
            dot.Write(separator == " [" ? ";\n" : "];\n");

            void WriteTime(string name, string? time)
            {
                if (time is not null)
                {
                    dot.Write($"{separator}{name}={Quote(time)}");
                    separator = ", ";
                }
            }
        }
        dot.Write("}\n");
    }

    // A backslash would escape the next character, and a line break is not permitted by all readers.
    private static string Quote(string text)
    {
        StringBuilder quoted = new(GraphText.Clean(text));
        return quoted.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace('\r', ' ').Replace('\n', ' ')
            .Insert(0, '"').Append('"').ToString();
    }
}
