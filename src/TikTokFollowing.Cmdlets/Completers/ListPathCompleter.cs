namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes folders, and files that can contain a list.</summary>
public sealed class ListPathCompleter() : PathCompleterBase(".csv", ".tsv", ".json", ".jsonl", ".xml", ".clixml");
