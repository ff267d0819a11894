using System.Globalization;
using System.Xml;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Writes GEXF 1.3, the format of Gephi. The window of a follow is the interval of its edge.</summary>
internal static class GexfWriter
{
    private const string Namespace = "http://gexf.net/1.3";

    public static void Write(Stream stream, FollowingGraph graph, DateTimeOffset now)
    {
        using XmlWriter xml = GraphXml.Create(stream);
        xml.WriteStartElement("gexf", Namespace);
        xml.WriteAttributeString("version", "1.3");
        xml.WriteStartElement("meta", Namespace);
        xml.WriteAttributeString("lastmodifieddate", now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        xml.WriteElementString("creator", Namespace, "TikTokFollowing");
        xml.WriteElementString("description", Namespace, "Accounts that TikTok users follow");
        xml.WriteEndElement();
        xml.WriteStartElement("graph", Namespace);
        xml.WriteAttributeString("defaultedgetype", "directed");
        xml.WriteAttributeString("idtype", "string");
        xml.WriteAttributeString("mode", graph.HasWindows ? "dynamic" : "static");
        if (graph.HasWindows)
        {
            xml.WriteAttributeString("timeformat", "dateTime");
            xml.WriteAttributeString("timerepresentation", "interval");
        }
        WriteAttributes(xml);
        WriteNodes(xml, graph);
        WriteEdges(xml, graph);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void WriteAttributes(XmlWriter xml)
    {
        xml.WriteStartElement("attributes", Namespace);
        xml.WriteAttributeString("class", "node");
        xml.WriteAttributeString("mode", "static");
        foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
        {
            xml.WriteStartElement("attribute", Namespace);
            xml.WriteAttributeString("id", attribute.Name);
            xml.WriteAttributeString("title", attribute.Name);
            xml.WriteAttributeString("type", attribute.Type);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteNodes(XmlWriter xml, FollowingGraph graph)
    {
        xml.WriteStartElement("nodes", Namespace);
        xml.WriteAttributeString("count", GraphText.Of(graph.NodeCount));
        foreach (GraphNode node in graph.Nodes())
        {
            xml.WriteStartElement("node", Namespace);
            xml.WriteAttributeString("id", node.Id);
            xml.WriteAttributeString("label", GraphText.Token(node.Label));
            xml.WriteStartElement("attvalues", Namespace);
            foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
            {
                if (attribute.ValueOf(node) is string value)
                {
                    xml.WriteStartElement("attvalue", Namespace);
                    xml.WriteAttributeString("for", attribute.Name);
                    xml.WriteAttributeString("value", GraphText.Clean(value));
                    xml.WriteEndElement();
                }
            }
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteEdges(XmlWriter xml, FollowingGraph graph)
    {
        xml.WriteStartElement("edges", Namespace);
        xml.WriteAttributeString("count", GraphText.Of(graph.EdgeCount));
        long id = 0;
        foreach (GraphEdge edge in graph.Edges())
        {
            xml.WriteStartElement("edge", Namespace);
            xml.WriteAttributeString("id", GraphText.Of(id++));
            xml.WriteAttributeString("source", edge.Source);
            xml.WriteAttributeString("target", edge.Target);
            if (edge.FollowedAfter is DateTime after)
            {
                xml.WriteAttributeString("start", GraphText.Of(after));
            }
            if (edge.FollowedBefore is DateTime before)
            {
                xml.WriteAttributeString("end", GraphText.Of(before));
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }
}
