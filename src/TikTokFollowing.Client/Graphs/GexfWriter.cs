using System.Globalization;
using System.Xml;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Writes GEXF 1.3, the format of Gephi. The window of a follow is the interval of its edge.</summary>
internal static class GexfWriter
{
    public static void Write(Stream stream, FollowingGraph graph, DateTimeOffset now)
    {
        using XmlWriter xml = GraphXml.Create(stream);
        xml.WriteStartElement("gexf", "http://gexf.net/1.3");
        xml.WriteAttributeString("version", "1.3");
        xml.Element("meta", [("lastmodifieddate", now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))], () =>
        {
            xml.WriteElementString("creator", "TikTokFollowing");
            xml.WriteElementString("description", "Accounts that TikTok users follow");
        });
        xml.Element(
            "graph",
            [
                ("defaultedgetype", "directed"),
                ("idtype", "string"),
                ("mode", graph.HasWindows ? "dynamic" : "static"),
                ("timeformat", graph.HasWindows ? "dateTime" : null),
                ("timerepresentation", graph.HasWindows ? "interval" : null),
            ],
            () =>
            {
                WriteAttributes(xml);
                WriteNodes(xml, graph);
                WriteEdges(xml, graph);
            });
        xml.WriteEndDocument();
    }

    private static void WriteAttributes(XmlWriter xml) =>
        xml.Element("attributes", [("class", "node"), ("mode", "static")], () =>
        {
            foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
            {
                xml.Element(
                    "attribute", [("id", attribute.Name), ("title", attribute.Name), ("type", attribute.Type)]);
            }
        });

    private static void WriteNodes(XmlWriter xml, FollowingGraph graph) =>
        xml.Element("nodes", [("count", GraphText.Of(graph.NodeCount))], () =>
        {
            foreach (GraphNode node in graph.Nodes())
            {
                xml.Element("node", [("id", node.Id), ("label", GraphText.Token(node.Label))], () =>
                    xml.Element("attvalues", [], () => WriteValues(xml, node)));
            }
        });

    private static void WriteValues(XmlWriter xml, GraphNode node)
    {
        foreach (GraphAttribute attribute in GraphAttribute.OfNodes)
        {
            if (attribute.ValueOf(node) is string value)
            {
                xml.Element("attvalue", [("for", attribute.Name), ("value", GraphText.Clean(value))]);
            }
        }
    }

    private static void WriteEdges(XmlWriter xml, FollowingGraph graph) =>
        xml.Element("edges", [("count", GraphText.Of(graph.EdgeCount))], () =>
        {
            long id = 0;
            foreach (GraphEdge edge in graph.Edges())
            {
                xml.Element(
                    "edge",
                    [
                        ("id", GraphText.Of(id++)),
                        ("source", edge.Source),
                        ("target", edge.Target),
                        ("start", GraphText.Of(edge.FollowedAfter)),
                        ("end", GraphText.Of(edge.FollowedBefore)),
                    ]);
            }
        });
}
