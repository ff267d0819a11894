using System.Text;
using TikTokFollowing.Client.Reports;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Represents a file of a graph. A graph has one file, or two as CSV.</summary>
/// <param name="Path">The file.</param>
/// <param name="Write">Writes the graph to a stream.</param>
/// <param name="IsOwn">Indicates whether an existing file was written by this module.</param>
internal sealed record GraphFile(string Path, Action<Stream, FollowingGraph> Write, Func<bool> IsOwn)
{
    /// <summary>Gets the extensions of all formats.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".gexf", ".graphml", ".dot", ".gv", ".csv"];

    /// <summary>Returns the files of a graph by the extension of a path; empty for an unknown extension.</summary>
    public static IReadOnlyList<GraphFile> For(string path, TimeProvider time) =>
        System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".gexf" => [Xml(path, (stream, graph) => GexfWriter.Write(stream, graph, time.GetUtcNow()))],
            ".graphml" => [Xml(path, GraphMLWriter.Write)],
            ".dot" or ".gv" =>
            [
                new GraphFile(
                    path,
                    AsText(DotWriter.Write),
                    () => AtomicFileWriter.HasMark(path, DotWriter.Mark, DotWriter.Mark)),
            ],
            // A CSV has no place for a mark, so that any existing one is kept.
            ".csv" =>
            [
                new GraphFile(path, AsText(GraphCsvWriter.WriteEdges), () => false),
                new GraphFile(
                    System.IO.Path.ChangeExtension(path, ".nodes.csv"), AsText(GraphCsvWriter.WriteNodes), () => false),
            ],
            _ => [],
        };

    private static GraphFile Xml(string path, Action<Stream, FollowingGraph> write) =>
        new(path, write, () => AtomicFileWriter.HasMark(path, GraphXml.Start, GraphXml.Mark));

    private static Action<Stream, FollowingGraph> AsText(Action<TextWriter, FollowingGraph> write) => (stream, graph) =>
    {
        using StreamWriter text = new(
            stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true);
        write(text, graph);
    };
}
