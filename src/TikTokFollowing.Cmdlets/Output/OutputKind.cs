namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Specifies a kind of file that the module writes.</summary>
/// <param name="Noun">The noun in messages.</param>
/// <param name="ErrorPrefix">The start of its error ids.</param>
internal sealed record OutputKind(string Noun, string ErrorPrefix)
{
    public static OutputKind Report { get; } = new("report", "Report");

    public static OutputKind Graph { get; } = new("graph", "Graph");
}
