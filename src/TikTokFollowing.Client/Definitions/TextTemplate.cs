using System.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents a text with placeholders.</summary>
/// <param name="Parts">The literal texts and the placeholders, in their order.</param>
internal sealed record TextTemplate(IReadOnlyList<(string Literal, Placeholder? Placeholder)> Parts)
{
    public IEnumerable<Placeholder> Placeholders =>
        Parts.Select(static part => part.Placeholder).OfType<Placeholder>();

    /// <summary>Gets the only placeholder, if the text has nothing else; otherwise null.</summary>
    public Placeholder? Single => Parts.Count == 1 ? Parts[0].Placeholder : null;

    /// <summary>Returns the text with its values; null if one of them is unknown.</summary>
    /// <param name="values">The values.</param>
    /// <param name="escape">Escapes a value.</param>
    public string? Render(RequestValues values, Func<string, string>? escape = null)
    {
        StringBuilder text = new();
        foreach ((string literal, Placeholder? placeholder) in Parts)
        {
            if (placeholder is null)
            {
                text.Append(literal);
            }
            else if (placeholder.Read(values) is string value)
            {
                text.Append(escape is null ? value : escape(value));
            }
            else
            {
                return null;
            }
        }
        return text.ToString();
    }
}
