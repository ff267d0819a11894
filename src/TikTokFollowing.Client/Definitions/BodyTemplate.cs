using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>
/// Represents a JSON body with placeholders: an object, a list, a text, or a constant. Properties whose values are
/// unknown are omitted.
/// </summary>
/// <param name="Properties">The properties of an object; null for another value.</param>
/// <param name="Items">The items of a list; null for another value.</param>
/// <param name="Text">A text; null for another value.</param>
/// <param name="Constant">The JSON of a number, <c>true</c>, <c>false</c> or <c>null</c>.</param>
internal sealed record BodyTemplate(
    IReadOnlyList<(string Name, BodyTemplate Value)>? Properties = null,
    IReadOnlyList<BodyTemplate>? Items = null,
    TextTemplate? Text = null,
    string Constant = "")
{
    public IEnumerable<Placeholder> Placeholders =>
        (Properties ?? []).SelectMany(static property => property.Value.Placeholders)
            .Concat((Items ?? []).SelectMany(static item => item.Placeholders))
            .Concat(Text?.Placeholders ?? []);

    /// <summary>Writes the body with its values.</summary>
    public void Write(Utf8JsonWriter json, RequestValues values)
    {
        if (Properties is not null)
        {
            WriteObject(json, values);
        }
        else if (Items is not null)
        {
            json.WriteStartArray();
            foreach (BodyTemplate item in Items.Where(item => item.IsKnown(values)))
            {
                item.Write(json, values);
            }
            json.WriteEndArray();
        }
        else if (Text is not null)
        {
            WriteText(json, Text.Single, Text.Render(values)!);
        }
        else
        {
            json.WriteRawValue(Constant);
        }
    }

    private void WriteObject(Utf8JsonWriter json, RequestValues values)
    {
        json.WriteStartObject();
        foreach ((string name, BodyTemplate value) in Properties!)
        {
            if (value.IsKnown(values))
            {
                json.WritePropertyName(name);
                value.Write(json, values);
            }
        }
        json.WriteEndObject();
    }

    private bool IsKnown(RequestValues values) => Text is null || Text.Render(values) is not null;

    private static void WriteText(Utf8JsonWriter json, Placeholder? single, string text)
    {
        switch (single?.Kinds[0])
        {
            case PlaceholderKind.Cursor when single.IsNumber:
                CursorNumber.Write(json, text);
                break;
            case PlaceholderKind.PageSize or PlaceholderKind.Trim:
                json.WriteRawValue(text);
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }
}
