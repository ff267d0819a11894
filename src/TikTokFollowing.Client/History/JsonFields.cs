using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Represents the fields of a JSON object. Each field is a property of a type. A field that equals its default is not
/// written, and a missing field keeps its default.
/// </summary>
/// <param name="skipped">The fields that other code writes and reads.</param>
internal sealed class JsonFields<T>(params string[] skipped) : IEnumerable
    where T : class
{
    private readonly Dictionary<string, Field?> _byName = skipped.ToDictionary(name => name, _ => default(Field));
    private readonly List<Field> _fields = [];

    /// <summary>
    /// Adds the field of the property with this name. Fields are written in the order in which they were added.
    /// </summary>
    public void Add(string name) => Add(name, name);

    /// <summary>Adds the field of a property that has another name.</summary>
    public void Add(string name, string property)
    {
        PropertyInfo info = typeof(T).GetProperty(property)!;
        Type field = typeof(JsonFields<>.Field<>).MakeGenericType(typeof(T), info.PropertyType);
        Add((Field)Activator.CreateInstance(field, name, info)!);
    }

    /// <summary>Adds the fields of a part of the object.</summary>
    public void Add<TPart>(JsonFields<TPart> part, Func<T, TPart> get)
        where TPart : class => part._fields.ForEach(field => Add(new PartField<TPart>(field, get)));

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
    /// <param name="json">The reader.</param>
    /// <param name="target">A new object with the defaults, which receives the fields.</param>
    /// <exception cref="JsonException">
    /// The token does not start an object, or the object has an unknown field.
    /// </exception>
    public T ReadObject(ref Utf8JsonReader json, T target)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }
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
            field?.Read(ref json, target);
        }
        return target;
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

        public abstract void Read(ref Utf8JsonReader json, T target);
    }

    private sealed class Field<TValue>(string name, PropertyInfo property) : Field(name)
    {
        private readonly JsonEncodedText _name = JsonEncodedText.Encode(name);
        private readonly JsonValue<TValue> _format = JsonValues.Of<TValue>();
        private readonly Func<T, TValue> _get =
            (Func<T, TValue>)Delegate.CreateDelegate(typeof(Func<T, TValue>), property.GetMethod!);
        private readonly Action<T, TValue> _set =
            (Action<T, TValue>)Delegate.CreateDelegate(typeof(Action<T, TValue>), property.SetMethod!);

        public override void Write(Utf8JsonWriter json, T value, T defaults)
        {
            TValue written = _get(value);
            // Two empty lists can be different objects.
            bool isEmpty = written is ICollection { Count: 0 };
            if (!isEmpty && !EqualityComparer<TValue>.Default.Equals(written, _get(defaults)))
            {
                json.WritePropertyName(_name);
                _format.Write(json, written);
            }
        }

        public override void Read(ref Utf8JsonReader json, T target) => _set(target, _format.Read(ref json));
    }

    private sealed class PartField<TPart>(JsonFields<TPart>.Field field, Func<T, TPart> get) : Field(field.Name)
        where TPart : class
    {
        public override void Write(Utf8JsonWriter json, T value, T defaults) =>
            field.Write(json, get(value), get(defaults));

        public override void Read(ref Utf8JsonReader json, T target) => field.Read(ref json, get(target));
    }
}
