using System.Management.Automation;
using TikTokFollowing.Client.Graphs;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Output;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Writes users, accounts and follows to a file for Gephi (GEXF), yEd (GraphML), Graphviz (DOT) or Cytoscape (CSV).
/// </summary>
[Cmdlet(VerbsData.Export, "TikTokFollowingGraph", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTikTokFollowingGraphCommand : OverlapCmdletBase
{
    private List<(GraphFile Graph, OutputFile Output)> _files = [];

    /// <summary>
    /// Specifies the file to write, without wildcards. Its extension determines the format: .gexf, .graphml, .dot, .gv
    /// or .csv. The nodes of a CSV are written to a second file, such as follows.nodes.csv.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GraphPathCompleter))]
    public string Path { get; set; } = "";

    /// <summary>
    /// Specifies the number of lists that must contain an account. The default is 1. Users are always included.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MinimumListCount { get; set; } = 1;

    /// <summary>
    /// Replaces any existing file, also a read-only file and a file that is not a graph of this module.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps any existing file, also with -Force. By default, a graph is replaced.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Returns the file, or both files of a CSV.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Checks that the file can be written, before earlier commands in the pipeline send a request.</summary>
    protected override void BeginProcessing()
    {
        ReadInto(OverlapInput.ForGraph());
        Run(() => _files = ResolveFiles());
        CheckExisting();
        _files[0].Output.Probe();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        FollowingOverlap overlap = GetOverlap();
        OutputFile first = _files[0].Output;
        if (overlap.Lists.Count == 0)
        {
            WriteWarning("No list was received, so no graph was written." + first.Unchanged);
            return;
        }
        FollowingGraph graph = new(overlap, MinimumListCount, StopToken);
        // The input can take hours, and another command may have written the file meanwhile.
        CheckExisting();
        if (!ShouldProcess(string.Join(", ", _files.Select(file => file.Output.FullPath)), "Write graph"))
        {
            return;
        }
        foreach ((GraphFile file, OutputFile output) in _files)
        {
            output.Write(stream => file.Write(stream, graph), replaces: !NoClobber);
        }
        WriteVerbose($"The graph contains {Quantity.Of(graph.NodeCount, "node")} and "
            + $"{Quantity.Of(graph.EdgeCount, "edge")}: {first.FullPath}");
        if (PassThru)
        {
            foreach ((_, OutputFile output) in _files)
            {
                output.WriteItem();
            }
        }
    });

    private List<(GraphFile Graph, OutputFile Output)> ResolveFiles()
    {
        if (GraphFile.For(Path, TimeProvider.System).Count == 0)
        {
            throw RequestErrors.Invalid(
                $"The extension of '{TextSanitizer.Sanitize(Path)}' is not one of a graph. "
                + $"Use {string.Join(", ", GraphFile.Extensions)}.");
        }
        OutputFile first = new(this, Path, OutputKind.Graph);
        return
        [
            .. GraphFile.For(first.FullPath, TimeProvider.System).Select(file => (
                file, file.Path == first.FullPath ? first : new OutputFile(this, file.Path, OutputKind.Graph))),
        ];
    }

    private void CheckExisting()
    {
        foreach ((GraphFile file, OutputFile output) in _files)
        {
            output.CheckExisting(NoClobber, Force, file.IsOwn);
        }
    }
}
