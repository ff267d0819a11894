namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Specifies a kind of file that the module writes. Its name is the start of its error ids.</summary>
internal enum OutputKind
{
    Report,
    Graph,
}
