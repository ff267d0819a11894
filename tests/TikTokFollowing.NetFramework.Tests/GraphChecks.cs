using System.Text;
using System.Xml;
using TikTokFollowing.Client.Graphs;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Checks the graphs of the net472 build.</summary>
internal static class GraphChecks
{
    public static void Run(Checks checks)
    {
        foreach (string extension in new[] { ".gexf", ".graphml" })
        {
            checks.Run($"A {extension} graph is XML with its nodes and edges", () =>
            {
                using XmlReader reader = XmlReader.Create(new StringReader(Write(extension).Single()));
                XmlDocument xml = new() { XmlResolver = null };
                xml.Load(reader);
                Checks.Equal(3, xml.GetElementsByTagName("node").Count, "nodes");
                Checks.Equal(2, xml.GetElementsByTagName("edge").Count, "edges");
                Checks.Equal(true, xml.InnerXml.Contains("Tea \U0001F375 &lt;1&gt;"), "the name is there");
                Checks.Equal(true, xml.InnerXml.Contains("1234567"), "the number is there");
                Checks.Equal(true, xml.InnerXml.Contains("2026-01-03T00:00:00Z"), "the time is there");
                return Task.CompletedTask;
            });
        }

        checks.Run("A .dot graph has its nodes and edges", () =>
        {
            string[] lines =
            [
                "// TikTokFollowing graph",
                "digraph following {",
                "  \"handle:ann\" [label=\"ann\", IsListRead=\"true\", FollowedByCount=\"0\"];",
                "  \"1\" [label=\"bob\", DisplayName=\"Tea \U0001F375 <1>\", FollowerCount=\"1234567\", "
                    + "IsListRead=\"true\", FollowedByCount=\"1\"];",
                "  \"2\" [label=\"cyd\", IsListRead=\"false\", FollowedByCount=\"1\"];",
                "  \"handle:ann\" -> \"1\" [FollowedAfter=\"2026-01-01T00:00:00Z\", "
                    + "FollowedBefore=\"2026-01-03T00:00:00Z\"];",
                "  \"1\" -> \"2\";",
                "}",
                "",
            ];
            Checks.Same(lines, Write(".dot").Single().Split('\n'), "the lines");
            return Task.CompletedTask;
        });

        checks.Run("A .csv graph has a file of edges and a file of nodes", () =>
        {
            string[] files = [.. Write(".csv")];
            Checks.Equal(2, files.Length, "files");
            Checks.Same(
                [
                    "Source,Target,Type,FollowedAfter,FollowedBefore",
                    "handle:ann,1,Directed,2026-01-01T00:00:00Z,2026-01-03T00:00:00Z",
                    "1,2,Directed,,",
                    "",
                ],
                files[0].Replace("\r\n", "\n").Split('\n'),
                "the edges");
            Checks.Equal(true, files[1].Contains("1,bob,Tea \U0001F375 <1>,1234567,"), "the node is there");
            return Task.CompletedTask;
        });
    }

    private static IEnumerable<string> Write(string extension)
    {
        OverlapInput input = OverlapInput.ForGraph();
        input.Add(new FollowedAccount
        {
            FollowedBy = "ann",
            Id = "1",
            Handle = "bob",
            DisplayName = "Tea \U0001F375 <1>",
            FollowerCount = 1_234_567,
            FollowedAfter = Local(1),
            FollowedBefore = Local(3),
        });
        input.Add(new FollowedAccount { FollowedBy = "bob", Id = "2", Handle = "cyd" });
        FollowingGraph graph = new(input.Complete(), minimum: 1);
        foreach (GraphFile file in GraphFile.For("x" + extension, new FakeClock()))
        {
            using MemoryStream stream = new();
            file.Write(stream, graph);
            yield return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
        }
    }

    private static DateTime Local(int day) => new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc).ToLocalTime();
}
