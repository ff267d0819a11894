using System.Text;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Writes DOT, the format of Graphviz.</summary>
internal static class DotWriter
{
    /// <summary>The first line, which identifies a file of this module.</summary>
    public const string Mark = "// TikTokFollowing graph";

    public static void Write(TextWriter dot, FollowingGraph graph)
    {
        dot.Write(Mark);
        dot.Write("\ndigraph following {\n");
        foreach (GraphNode node in graph.Nodes())
        {
            dot.Write("  ");
            dot.Write(Quote(node.Id));
            dot.Write(" [label=");
            // Graphviz decodes HTML entities in labels.
            dot.Write(Quote(node.Label.Replace("&", "&amp;", StringComparison.Ordinal)));
            foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
            {
                WriteAttribute(dot, attribute.Name, attribute.ValueOf(node));
            }
            dot.Write("];\n");
        }
        foreach (GraphEdge edge in graph.Edges())
        {
            dot.Write("  ");
            dot.Write(Quote(edge.Source));
            dot.Write(" -> ");
            dot.Write(Quote(edge.Target));
            WriteWindow(dot, edge);
            dot.Write(";\n");
        }
        dot.Write("}\n");
    }

    private static void WriteWindow(TextWriter dot, GraphEdge edge)
    {
        string separator = " [";
        foreach ((string name, DateTime? time) in new[]
        {
            (nameof(GraphEdge.FollowedAfter), edge.FollowedAfter),
            (nameof(GraphEdge.FollowedBefore), edge.FollowedBefore),
        })
        {
            if (time is DateTime value)
            {
                dot.Write($"{separator}{name}={Quote(GraphText.Of(value))}");
                separator = ", ";
            }
        }
        if (separator != " [")
        {
            dot.Write(']');
        }
    }

    private static void WriteAttribute(TextWriter dot, string name, string? value)
    {
        if (value is not null)
        {
            dot.Write($", {name}={Quote(value)}");
        }
    }

    // A backslash would escape the next character, and a line break is not permitted by all readers.
    private static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (char c in GraphText.Clean(text))
        {
            switch (c)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append(c);
                    break;
                case '\r' or '\n':
                    quoted.Append(' ');
                    break;
                default:
                    quoted.Append(c);
                    break;
            }
        }
        return quoted.Append('"').ToString();
    }
}
