namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes folders, and JSON files.</summary>
public sealed class JsonPathCompleter() : PathCompleterBase(".json", ".jsonc");
