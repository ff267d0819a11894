using System.Xml;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Writes GraphML, the format of yEd, Cytoscape, NetworkX and igraph.</summary>
internal static class GraphMLWriter
{
    private const string Namespace = "http://graphml.graphdrawing.org/xmlns";
    private const string Label = nameof(GraphNode.Label);

    public static void Write(Stream stream, FollowingGraph graph)
    {
        using XmlWriter xml = GraphXml.Create(stream);
        xml.WriteStartElement("graphml", Namespace);
        WriteKey(xml, "node", Label, GraphAttribute.Text);
        foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
        {
            WriteKey(xml, "node", attribute.Name, attribute.Type);
        }
        WriteKey(xml, "edge", nameof(GraphEdge.FollowedAfter), GraphAttribute.Text);
        WriteKey(xml, "edge", nameof(GraphEdge.FollowedBefore), GraphAttribute.Text);
        xml.WriteStartElement("graph", Namespace);
        xml.WriteAttributeString("id", "following");
        xml.WriteAttributeString("edgedefault", "directed");
        foreach (GraphNode node in graph.Nodes())
        {
            xml.WriteStartElement("node", Namespace);
            xml.WriteAttributeString("id", node.Id);
            WriteData(xml, Label, node.Label);
            foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
            {
                WriteData(xml, attribute.Name, attribute.ValueOf(node));
            }
            xml.WriteEndElement();
        }
        foreach (GraphEdge edge in graph.Edges())
        {
            xml.WriteStartElement("edge", Namespace);
            xml.WriteAttributeString("source", edge.Source);
            xml.WriteAttributeString("target", edge.Target);
            WriteData(xml, nameof(GraphEdge.FollowedAfter), Format(edge.FollowedAfter));
            WriteData(xml, nameof(GraphEdge.FollowedBefore), Format(edge.FollowedBefore));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static string? Format(DateTime? time) => time is DateTime value ? GraphText.Of(value) : null;

    private static void WriteKey(XmlWriter xml, string element, string name, string type)
    {
        xml.WriteStartElement("key", Namespace);
        xml.WriteAttributeString("id", name);
        xml.WriteAttributeString("for", element);
        xml.WriteAttributeString("attr.name", name);
        xml.WriteAttributeString("attr.type", type);
        xml.WriteEndElement();
    }

    private static void WriteData(XmlWriter xml, string key, string? value)
    {
        if (value is null)
        {
            return;
        }
        xml.WriteStartElement("data", Namespace);
        xml.WriteAttributeString("key", key);
        xml.WriteString(GraphText.Clean(value));
        xml.WriteEndElement();
    }
}
