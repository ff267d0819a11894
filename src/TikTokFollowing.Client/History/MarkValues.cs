using System.Text.Json;

namespace TikTokFollowing.Client.History;

/// <summary>Provides the JSON values of marks that are objects.</summary>
internal static class MarkValues
{
    private static readonly FullCount s_noCount = new("", null, 0, 0);
    private static readonly HeldReading s_notHeld = new((HeldReadingKind)(-1), null, default);
    private static readonly ComparedReading s_notCompared = new("", default);
    private static readonly TotalAgreement s_noAgreement = new(0, 0);

    public static JsonValue<ProviderSet?> Providers { get; } = new(
        static (json, value) => JsonValues.Texts.Write(json, value!.Names),
        static (ref Utf8JsonReader json) => ProviderSet.Of(JsonValues.Texts.Read(ref json)!));

    public static JsonValue<FullCount?> FullCount { get; } = JsonValues.Object(
        new JsonFields<FullCount>
        {
            { "Provider", JsonValues.Text, c => c.Provider, (c, x) => c with { Provider = x ?? "" } },
            { "Total", JsonValues.Number, c => c.Total, (c, x) => c with { Total = x } },
            { "Read", JsonValues.Key, c => c.Read, (c, x) => c with { Read = x ?? 0 } },
            { "Listed", JsonValues.Key, c => c.Listed, (c, x) => c with { Listed = x ?? 0 } },
        },
        s_noCount);

    public static JsonValue<ComparedReading?> Compared { get; } = JsonValues.Object(
        new JsonFields<ComparedReading>
        {
            { "Provider", JsonValues.Text, r => r.Provider, (r, x) => r with { Provider = x ?? "" } },
            { "StartedAt", JsonValues.Time, r => r.StartedAt, (r, x) => r with { StartedAt = x ?? default } },
        },
        s_notCompared);

    public static JsonValue<HeldReading?> HeldReading { get; } = JsonValues.Object(
        new JsonFields<HeldReading>
        {
            { "Kind", JsonValues.Text, h => h.Kind.ToString(), (h, x) => h with { Kind = ParseKind(x) } },
            { "FirstKey", JsonValues.Key, h => h.FirstKey, (h, x) => h with { FirstKey = x } },
            { "At", JsonValues.Time, h => h.At, (h, x) => h with { At = x ?? default } },
        },
        s_notHeld);

    public static JsonValue<TotalAgreement?> TotalAgreement { get; } = JsonValues.Object(
        new JsonFields<TotalAgreement>
        {
            { "Readings", JsonValues.Key, a => a.Readings, (a, x) => a with { Readings = x ?? 0 } },
            { "Missing", JsonValues.Number, a => a.Missing, (a, x) => a with { Missing = x ?? 0 } },
        },
        s_noAgreement);

    private static HeldReadingKind ParseKind(string? text) =>
        Enum.TryParse(text, out HeldReadingKind kind) && kind.ToString() == text ? kind : throw new JsonException();
}
