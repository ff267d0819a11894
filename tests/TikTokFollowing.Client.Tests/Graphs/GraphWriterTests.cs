using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Graphs;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Overlap;
using Xunit;

namespace TikTokFollowing.Client.Tests.Graphs;

public class GraphWriterTests
{
    private const string SecUid = "MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIuPiM";

    private const string BobValues =
        "DisplayName=Bob FollowerCount=1234567 IsVerified=true Region=DE IsListRead=true FollowedByCount=1";

    private const string BobAttributes =
        "DisplayName=\"Bob\", FollowerCount=\"1234567\", IsVerified=\"true\", Region=\"DE\", "
        + "IsListRead=\"true\", FollowedByCount=\"1\"";

    private static readonly XNamespace s_gexf = "http://gexf.net/1.3";
    private static readonly XNamespace s_graphMl = "http://graphml.graphdrawing.org/xmlns";
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(300);
    private static readonly XmlSchemaSet s_schema = ReadSchema();
    private static readonly string[] s_edge = ["source", "target", "start", "end"];
    private static readonly string[] s_graphAttributes = ["defaultedgetype", "mode", "timeformat"];

    private static readonly string[] s_hostile =
    [
        "\0", "\u0001", "\u001f", "\ufffe", "\uffff", "\ud83c", "\udfb5", "🎵", "<", ">", "&", "&lt;", "\"", "'", "\\",
        "]]>", "\r", "\n", "\t", ";", ",", "=cmd|'/c calc'!A1", "--", "-->", "<!--", "}", "\u2028", "\u202e",
    ];

    [Fact]
    public void Gexf_has_the_nodes_edges_attributes_and_windows()
    {
        XDocument xml = XDocument.Parse(Write(".gexf", Sample()));

        Assert.Equal("1.3", xml.Root!.Attribute("version")!.Value);
        Assert.Equal("2026-01-15", xml.Descendants(s_gexf + "meta").Single().Attribute("lastmodifieddate")!.Value);
        XElement graph = xml.Root.Element(s_gexf + "graph")!;
        Assert.Equal(
            ["directed", "dynamic", "dateTime"],
            s_graphAttributes.Select(name => graph.Attribute(name)!.Value));
        Assert.Equal(
            ["handle:ann ann IsListRead=true FollowedByCount=0",
                "1 bob " + BobValues,
                "2 cyd IsVerified=false IsListRead=false FollowedByCount=2",
                "handle:dee dee IsListRead=false FollowedByCount=1"],
            graph.Descendants(s_gexf + "node").Select(DescribeNode));
        Assert.Equal(
            [
                "handle:ann 1 2026-01-01T00:00:00Z 2026-01-03T00:00:00Z",
                "handle:ann 2  ",
                "1 2 2026-02-01T00:00:00Z ",
                "1 handle:dee  ",
            ],
            graph.Descendants(s_gexf + "edge").Select(edge => string.Join(
                ' ', s_edge.Select(name => edge.Attribute(name)?.Value ?? ""))));
        Assert.Equal("4", graph.Element(s_gexf + "nodes")!.Attribute("count")!.Value);
        Assert.Equal("4", graph.Element(s_gexf + "edges")!.Attribute("count")!.Value);

        static string DescribeNode(XElement node)
        {
            IEnumerable<string> values = node.Descendants(s_gexf + "attvalue")
                .Select(value => $"{value.Attribute("for")!.Value}={value.Attribute("value")!.Value}");
            string[] names = [node.Attribute("id")!.Value, node.Attribute("label")!.Value];
            return string.Join(' ', names.Concat(values));
        }
    }

    [Fact]
    public void GraphML_has_the_nodes_edges_attributes_and_windows()
    {
        XDocument xml = XDocument.Parse(Write(".graphml", Sample()));

        Assert.Equal(
            ["Label string", "DisplayName string", "FollowerCount long", "IsVerified boolean", "Region string",
                "IsListRead boolean", "FollowedByCount long", "FollowedAfter string", "FollowedBefore string"],
            xml.Descendants(s_graphMl + "key")
                .Select(key => $"{key.Attribute("attr.name")!.Value} {key.Attribute("attr.type")!.Value}"));
        Assert.Equal("directed", xml.Descendants(s_graphMl + "graph").Single().Attribute("edgedefault")!.Value);
        Assert.Equal(
            "1: Label=bob " + BobValues,
            Describe(xml.Descendants(s_graphMl + "node").ElementAt(1), "id"));
        Assert.Equal(
            "handle:ann: FollowedAfter=2026-01-01T00:00:00Z FollowedBefore=2026-01-03T00:00:00Z",
            Describe(xml.Descendants(s_graphMl + "edge").First(), "source"));
        Assert.Equal(4, xml.Descendants(s_graphMl + "edge").Count());

        static string Describe(XElement element, string name)
        {
            IEnumerable<string> values =
                element.Elements().Select(data => $"{data.Attribute("key")!.Value}={data.Value}");
            return $"{element.Attribute(name)!.Value}: {string.Join(' ', values)}";
        }
    }

    [Fact]
    public void Dot_has_the_nodes_edges_attributes_and_windows() => Assert.Equal(
        $$"""
        // TikTokFollowing graph
        digraph following {
          "handle:ann" [label="ann", IsListRead="true", FollowedByCount="0"];
          "1" [label="bob", {{BobAttributes}}];
          "2" [label="cyd", IsVerified="false", IsListRead="false", FollowedByCount="2"];
          "handle:dee" [label="dee", IsListRead="false", FollowedByCount="1"];
          "handle:ann" -> "1" [FollowedAfter="2026-01-01T00:00:00Z", FollowedBefore="2026-01-03T00:00:00Z"];
          "handle:ann" -> "2";
          "1" -> "2" [FollowedAfter="2026-02-01T00:00:00Z"];
          "1" -> "handle:dee";
        }

        """.ReplaceLineEndings("\n"),
        Write(".dot", Sample()));

    [Fact]
    public void Csv_is_a_file_of_edges_and_a_file_of_nodes()
    {
        FollowingGraph graph = Graph(Sample());
        IReadOnlyList<GraphFile> files = GraphFile.For("follows.csv", new FakeClock());

        Assert.Equal(["follows.csv", "follows.nodes.csv"], files.Select(file => file.Path));
        Assert.Equal(
            ["Source,Target,Type,FollowedAfter,FollowedBefore",
                "handle:ann,1,Directed,2026-01-01T00:00:00Z,2026-01-03T00:00:00Z", "handle:ann,2,Directed,,",
                "1,2,Directed,2026-02-01T00:00:00Z,", "1,handle:dee,Directed,,", ""],
            Read(files[0], graph).Split("\r\n"));
        Assert.Equal(
            ["Id,Label,DisplayName,FollowerCount,IsVerified,Region,IsListRead,FollowedByCount",
                "handle:ann,ann,,,,,true,0", "1,bob,Bob,1234567,true,DE,true,1", "2,cyd,,,false,,false,2",
                "handle:dee,dee,,,,,false,1", ""],
            Read(files[1], graph).Split("\r\n"));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("a=1", "a=1")]
    [InlineData("a \"b\", c\n", "\"a \"\"b\"\", c\n\"")]
    public void A_name_is_not_a_formula_in_a_spreadsheet(string name, string expected)
    {
        FollowedAccount account = new() { FollowedBy = "ann", Id = "1", Handle = "bob", DisplayName = name };

        string csv = Read(GraphFile.For("x.csv", new FakeClock())[1], Graph([account]));

        Assert.Contains($"\r\n1,bob,{expected},,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public void Accounts_in_too_few_lists_are_left_out_but_users_are_not()
    {
        FollowingGraph graph = new(OverlapCases.Of(Sample(), OverlapInput.ForGraph()), minimum: 2);

        Assert.Equal(["handle:ann", "1", "2"], graph.Nodes().Select(node => node.Id));
        Assert.Equal(["handle:ann 1", "handle:ann 2", "1 2"], graph.Edges().Select(Describe));
        Assert.Equal((3, 3), (graph.NodeCount, graph.EdgeCount));
    }

    [Theory]
    [InlineData("6812345678901234567", "6812345678901234567", null, "bob")]
    [InlineData(SecUid, "1", SecUid, "bob")]
    [InlineData(SecUid, null, SecUid, null)]
    [InlineData("BOB", "1", null, "bob")]
    public void A_user_and_its_account_are_one_node(string user, string? id, string? secUid, string? handle)
    {
        FollowingGraph graph = Graph([
            new FollowedAccount { FollowedBy = "ann", Id = id, SecUid = secUid, Handle = handle },
            new FollowedAccount { FollowedBy = user, Id = "2", Handle = "cyd" }]);

        string node = id ?? "sec:" + secUid;
        Assert.Equal(
            ["handle:ann True 0", $"{node} True 1", "2 False 1"],
            graph.Nodes().Select(each => $"{each.Id} {each.IsListRead} {each.FollowedByCount}"));
        Assert.Equal([$"handle:ann {node}", $"{node} 2"], graph.Edges().Select(Describe));
    }

    [Theory]
    [InlineData("6812345678901234567", "bob", null, "6812345678901234567")] // a handle instead of an id
    [InlineData("7", "7", null, "bob")] // a short number is a handle
    public void A_name_of_another_kind_is_another_account(string user, string id, string? secUid, string handle)
    {
        FollowingGraph graph = Graph([
            new FollowedAccount { FollowedBy = "ann", Id = id, SecUid = secUid, Handle = handle },
            new FollowedAccount { FollowedBy = user, Id = "2", Handle = "cyd" }]);

        Assert.Equal(4, graph.NodeCount);
    }

    [Fact]
    public void Lists_of_a_user_by_handle_and_by_id_have_each_follow_once()
    {
        FollowingGraph graph = Graph([
            new FollowedAccount { FollowedBy = "ann", Id = "6812345678901234567", Handle = "bob" },
            new FollowedAccount { FollowedBy = "bob", Id = "2", Handle = "cyd" },
            new FollowedAccount { FollowedBy = "6812345678901234567", Id = "2", Handle = "cyd" },
            new FollowedAccount { FollowedBy = "6812345678901234567", Id = "3", Handle = "dee" }]);

        Assert.Equal(
            ["handle:ann 6812345678901234567", "6812345678901234567 2", "6812345678901234567 3"],
            graph.Edges().Select(Describe));
        Assert.Equal((4, 3), (graph.NodeCount, graph.EdgeCount));
    }

    [Theory]
    [InlineData("\n\n", "")]
    [InlineData(" a ", "a")]
    [InlineData("a  b\t\r\nc", "a b c")]
    public void A_label_of_a_gexf_file_is_a_token(string handle, string label)
    {
        FollowedAccount account = new() { FollowedBy = "ann", Id = "1", Handle = handle, DisplayName = handle };

        XDocument xml = XDocument.Parse(Write(".gexf", [account]), LoadOptions.PreserveWhitespace);

        xml.Validate(s_schema, (_, e) => Assert.Fail(e.Message));
        XElement node = xml.Descendants(s_gexf + "node").Single(node => node.Attribute("id")!.Value == "1");
        Assert.Equal(label, node.Attribute("label")!.Value);
        Assert.Contains(node.Descendants(s_gexf + "attvalue"), value => value.Attribute("value")!.Value == handle);
    }

    [Fact]
    public void Gexf_matches_its_schema_with_any_account() => Check.One(
        s_config, Prop.ForAll(AnyHostile(), accounts =>
        {
            XDocument xml = XDocument.Parse(Write(".gexf", accounts), LoadOptions.PreserveWhitespace);
            xml.Validate(s_schema, (_, e) => Assert.Fail(e.Message));

            string[] nodes = [.. xml.Descendants(s_gexf + "node").Select(node => node.Attribute("id")!.Value)];
            Assert.Equal(nodes.Length, nodes.Distinct().Count());
            Assert.All(xml.Descendants(s_gexf + "edge"), edge =>
            {
                Assert.Contains(edge.Attribute("source")!.Value, nodes);
                Assert.Contains(edge.Attribute("target")!.Value, nodes);
            });
            Assert.Equal(
                Names(accounts).Distinct().Order(StringComparer.Ordinal),
                xml.Descendants(s_gexf + "attvalue").Where(value => value.Attribute("for")!.Value == "DisplayName")
                    .Select(value => value.Attribute("value")!.Value).Distinct().Order(StringComparer.Ordinal));
        }));

    [Fact]
    public void GraphML_keeps_hostile_names_as_text() => Check.One(s_config, Prop.ForAll(AnyHostile(), accounts =>
    {
        XDocument xml = XDocument.Parse(Write(".graphml", accounts), LoadOptions.PreserveWhitespace);

        Assert.Equal(
            Names(accounts).Select(Newlines).Distinct().Order(StringComparer.Ordinal),
            xml.Descendants(s_graphMl + "data").Where(data => data.Attribute("key")!.Value == "DisplayName")
                .Select(data => Newlines(data.Value)).Distinct().Order(StringComparer.Ordinal));
    }));

    [Fact]
    public void Dot_keeps_hostile_names_in_their_strings() => Check.One(s_config, Prop.ForAll(AnyHostile(), accounts =>
    {
        string[] lines = Write(".dot", accounts).Split('\n');
        FollowingGraph graph = Graph(accounts);

        Assert.Equal(graph.NodeCount + graph.EdgeCount + 4, lines.Length);
        const string Attribute = """[A-Za-z]+="([^"\\]|\\["\\])*""" + "\"";
        Assert.All(
            lines.Skip(2).Take(graph.NodeCount + graph.EdgeCount),
            line => Assert.Matches(
                $"""^  "[^"\\]*"( -> "[^"\\]*")?( \[{Attribute}(, {Attribute})*\])?;$""", line));
    }));

    [Fact]
    public void Csv_keeps_hostile_names_in_their_fields() => Check.One(s_config, Prop.ForAll(AnyHostile(), accounts =>
    {
        FollowingGraph graph = Graph(accounts);
        using StringReader csv = new(Read(GraphFile.For("x.csv", new FakeClock())[1], graph));

        List<Dictionary<string, string>> rows = [.. CsvRecords.Read(csv)];

        Assert.Equal(graph.Nodes().Select(node => node.Id), rows.Select(row => row["Id"]));
        Assert.Equal(
            graph.Nodes().Select(node => Newlines(GraphText.Clean(Guard(node.DisplayName ?? "")))),
            rows.Select(row => Newlines(row["DisplayName"])));

        static string Guard(string name) =>
            name is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + name : name;
    }));

    [Theory]
    [InlineData("en-US")]
    [InlineData("en-GB")]
    [InlineData("de-DE")]
    [InlineData("fr-CA")]
    [InlineData("tr-TR")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void Every_format_is_the_same_in_every_culture(string culture)
    {
        string[] extensions = [".gexf", ".graphml", ".dot", ".csv"];
        string[] expected = [.. extensions.Select(extension => Write(extension, Sample()))];

        using CultureScope scope = new(culture);

        Assert.Equal(expected, extensions.Select(extension => Write(extension, Sample())));
    }

    [Fact]
    public void A_window_that_ends_before_it_starts_is_left_out()
    {
        FollowedAccount account = new()
        {
            FollowedBy = "ann",
            Id = "1",
            FollowedAfter = Day(2, 1),
            FollowedBefore = Day(1, 1),
        };

        FollowingGraph graph = Graph([account]);

        Assert.Equal(new GraphEdge("handle:ann", "1", null, null), Assert.Single(graph.Edges()));
        Assert.False(graph.HasWindows);
        Assert.Contains("mode=\"static\"", Write(".gexf", [account]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".gexf")]
    [InlineData(".graphml")]
    [InlineData(".dot")]
    [InlineData(".GV")]
    public void Its_own_files_are_recognized(string extension)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}{extension}");
        try
        {
            GraphFile file = Assert.Single(GraphFile.For(path, new FakeClock()));
            Assert.False(file.IsOwn());
            using (FileStream stream = File.Create(path))
            {
                string handle = new('x', 5000);
                file.Write(stream, Graph([new FollowedAccount { FollowedBy = "ann", Id = "1", Handle = handle }]));
            }
            Assert.True(file.IsOwn());
            File.WriteAllText(path, $"note\n{File.ReadAllText(path)}");
            Assert.False(file.IsOwn());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(".gexf")]
    [InlineData(".graphml")]
    [InlineData(".dot")]
    [InlineData(".csv")]
    public void A_graph_needs_only_the_fields_of_a_node(string extension) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(OverlapCases.Inputs().ToArbitrary(), accounts =>
        {
            OverlapInput input = new(new ProfileStore(ProfileFields.All), hasWindows: true);
            FollowingGraph whole = new(OverlapCases.Of([.. Sample(), .. accounts], input), minimum: 1);

            foreach (GraphFile file in GraphFile.For("x" + extension, new FakeClock()))
            {
                Assert.Equal(Read(file, whole), Read(file, Graph([.. Sample(), .. accounts])));
            }
        }));

    private static FollowedAccount[] Sample() =>
    [
        new()
        {
            FollowedBy = "ann",
            Id = "1",
            Handle = "bob",
            DisplayName = "Bob",
            FollowerCount = 1234567,
            IsVerified = true,
            Region = "DE",
            FollowedAfter = Day(1, 1),
            FollowedBefore = Day(1, 3),
        },
        new() { FollowedBy = "ann", Id = "2", Handle = "cyd", IsVerified = false },
        new() { FollowedBy = "Bob", Id = "2", Handle = "cyd", IsVerified = false, FollowedAfter = Day(2, 1) },
        new() { FollowedBy = "bob", Handle = "dee" },
    ];

    private static DateTime Day(int month, int day) =>
        new DateTime(2026, month, day, 0, 0, 0, DateTimeKind.Utc).ToLocalTime();

    private static FollowingGraph Graph(IEnumerable<FollowedAccount> accounts) =>
        new(OverlapCases.Of(accounts, OverlapInput.ForGraph()), minimum: 1);

    private static string Describe(GraphEdge edge) => $"{edge.Source} {edge.Target}";

    private static string Write(string extension, IEnumerable<FollowedAccount> accounts) =>
        Read(GraphFile.For("x" + extension, new FakeClock())[0], Graph(accounts));

    private static string Read(GraphFile file, FollowingGraph graph)
    {
        using MemoryStream stream = new();
        file.Write(stream, graph);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
    }

    // An account in two lists keeps one name.
    private static IEnumerable<string> Names(IEnumerable<FollowedAccount> accounts) =>
        Graph(accounts).Nodes().Select(node => node.DisplayName).OfType<string>().Select(GraphText.Clean);

    // XML readers replace line ends.
    private static string Newlines(string text) => text.ReplaceLineEndings("\n");

    private static XmlSchemaSet ReadSchema()
    {
        XmlSchemaSet schema = new() { XmlResolver = new XmlUrlResolver() };
        schema.Add(null, Path.Combine(AppContext.BaseDirectory, "Graphs", "Schema", "gexf.xsd"));
        schema.Compile();
        return schema;
    }

    private static Arbitrary<FollowedAccount[]> AnyHostile() =>
        Accounts().NonEmptyListOf().Select(accounts => accounts.ToArray()).Resize(12).ToArbitrary();

    private static Gen<FollowedAccount> Accounts() =>
        from user in Gen.OneOf(Gen.Elements("ann", "bob"), Texts().Where(text => text.Length > 0))
        from id in Gen.OneOf(Gen.Constant<string>(null!), Texts())
        from handle in Texts()
        from days in Gen.Choose(0, 30000).Two()
        select new FollowedAccount
        {
            FollowedBy = user,
            Id = id,
            Handle = handle,
            DisplayName = handle + "!",
            Region = handle,
            FollowedAfter = days.Item1 == 0 ? null : new DateTime(1970, 1, 1).AddDays(days.Item1),
            FollowedBefore = days.Item2 == 0 ? null : new DateTime(1970, 1, 1).AddDays(days.Item2),
        };

    private static Gen<string> Texts() => Gen.OneOf(
        Gen.Elements(s_hostile),
        Gen.Choose(0, 0xffff).Select(unit => ((char)unit).ToString()),
        Gen.Elements("a", "b.c", "Z_9"))
        .ArrayOf(3)
        .Select(string.Concat);
}
