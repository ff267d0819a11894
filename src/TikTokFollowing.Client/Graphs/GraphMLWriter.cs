using System.Xml;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Writes GraphML, the format of yEd, Cytoscape, NetworkX and igraph.</summary>
internal static class GraphMLWriter
{
    private const string Label = nameof(GraphNode.Label);

    public static void Write(Stream stream, FollowingGraph graph)
    {
        using XmlWriter xml = GraphXml.Create(stream);
        xml.WriteStartElement("graphml", "http://graphml.graphdrawing.org/xmlns");
        WriteKey(xml, "node", Label, GraphAttribute.Text);
        foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
        {
            WriteKey(xml, "node", attribute.Name, attribute.Type);
        }
        WriteKey(xml, "edge", nameof(GraphEdge.FollowedAfter), GraphAttribute.Text);
        WriteKey(xml, "edge", nameof(GraphEdge.FollowedBefore), GraphAttribute.Text);
        xml.Element("graph", [("id", "following"), ("edgedefault", "directed")], () =>
        {
            foreach (GraphNode node in graph.Nodes())
            {
                xml.Element("node", [("id", node.Id)], () =>
                {
                    WriteData(xml, Label, node.Label);
                    foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
                    {
                        WriteData(xml, attribute.Name, attribute.ValueOf(node));
                    }
                });
            }
            foreach (GraphEdge edge in graph.Edges())
            {
                xml.Element("edge", [("source", edge.Source), ("target", edge.Target)], () =>
                {
                    WriteData(xml, nameof(GraphEdge.FollowedAfter), GraphText.Of(edge.FollowedAfter));
                    WriteData(xml, nameof(GraphEdge.FollowedBefore), GraphText.Of(edge.FollowedBefore));
                });
            }
        });
        xml.WriteEndDocument();
    }

    private static void WriteKey(XmlWriter xml, string element, string name, string type) =>
        xml.Element("key", [("id", name), ("for", element), ("attr.name", name), ("attr.type", type)]);

    private static void WriteData(XmlWriter xml, string key, string? value)
    {
        if (value is not null)
        {
            xml.Element("data", [("key", key)], () => xml.WriteString(GraphText.Clean(value)));
        }
    }
}
