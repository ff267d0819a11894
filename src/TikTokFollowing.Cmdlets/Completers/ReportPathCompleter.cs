namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes folders and HTML files only, so that a report does not replace its input data.</summary>
public sealed class ReportPathCompleter() : PathCompleterBase(".html");
