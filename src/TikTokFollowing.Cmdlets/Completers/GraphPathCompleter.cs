using TikTokFollowing.Client.Graphs;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>
/// Completes folders, and files in the formats of a graph except CSV, which is more often the input than an earlier
/// graph.
/// </summary>
public sealed class GraphPathCompleter() : PathCompleterBase([.. GraphFile.Extensions.Where(e => e != ".csv")]);
