using System.Collections;
using System.Text.Json;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Represents the fields of a JSON object for a value. A field that equals its default is not written, and a missing
/// field has its default.
/// </summary>
internal sealed class JsonFields<T> : IEnumerable
{
    private readonly Dictionary<string, Field> _byName = new(StringComparer.Ordinal);
    private readonly List<Field> _fields = [];

    /// <summary>Adds a field that is written after the ones before it.</summary>
    public void Add<TValue>(string name, JsonValue<TValue> json, Func<T, TValue> get, Func<T, TValue, T> set) =>
        Add(new Field<TValue>(name, json, get, set));

    /// <summary>Adds a field that is skipped, because something else writes and reads it.</summary>
    public void Add(string skipped) => _byName.Add(skipped, null!);

    /// <summary>Adds the fields of a part of the value.</summary>
    public void Add<TPart>(JsonFields<TPart> part, Func<T, TPart> get, Func<T, TPart, T> set)
    {
        foreach (JsonFields<TPart>.Field field in part._fields)
        {
            Add(new PartField<TPart>(field, get, set));
        }
    }

    /// <summary>Writes an object with the fields that differ from the default.</summary>
    public void WriteObject(Utf8JsonWriter json, T value, T defaults)
    {
        json.WriteStartObject();
        foreach (Field field in _fields)
        {
            field.Write(json, value, defaults);
        }
        json.WriteEndObject();
    }

    /// <summary>Reads an object, whose start is the current token.</summary>
    /// <exception cref="JsonException">It is no such object.</exception>
    public T ReadObject(ref Utf8JsonReader json, T defaults)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }
        T value = defaults;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (!_byName.TryGetValue(json.GetString()!, out Field? field))
            {
                throw new JsonException();
            }
            json.Read();
            if (field is null)
            {
                json.Skip();
            }
            else
            {
                value = field.Read(ref json, value);
            }
        }
        return value;
    }

    IEnumerator IEnumerable.GetEnumerator() => _fields.GetEnumerator();

    private void Add(Field field)
    {
        _byName.Add(field.Name, field);
        _fields.Add(field);
    }

    internal abstract class Field(string name)
    {
        public string Name => name;

        public abstract void Write(Utf8JsonWriter json, T value, T defaults);

        public abstract T Read(ref Utf8JsonReader json, T target);
    }

    private sealed class Field<TValue>(
        string name, JsonValue<TValue> format, Func<T, TValue> get, Func<T, TValue, T> set) : Field(name)
    {
        private readonly JsonEncodedText _name = JsonEncodedText.Encode(name);

        public override void Write(Utf8JsonWriter json, T value, T defaults)
        {
            TValue written = get(value);
            if (EqualityComparer<TValue>.Default.Equals(written, get(defaults)))
            {
                return;
            }
            json.WritePropertyName(_name);
            if (written is null)
            {
                json.WriteNullValue();
            }
            else
            {
                format.Write(json, written);
            }
        }

        public override T Read(ref Utf8JsonReader json, T target) =>
            set(target, json.TokenType == JsonTokenType.Null ? default! : format.Read(ref json));
    }

    private sealed class PartField<TPart>(JsonFields<TPart>.Field field, Func<T, TPart> get, Func<T, TPart, T> set)
        : Field(field.Name)
    {
        public override void Write(Utf8JsonWriter json, T value, T defaults) =>
            field.Write(json, get(value), get(defaults));

        public override T Read(ref Utf8JsonReader json, T target) => set(target, field.Read(ref json, get(target)));
    }
}
