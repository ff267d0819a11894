using System.Globalization;
using System.Text.Json;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Represents a compiled path to a value: names with dots between them. A number is also the index of an item, and
/// <c>*</c> is every item or field.
/// </summary>
internal sealed class JsonPath
{
    private readonly Step[] _steps;

    /// <param name="text">The path.</param>
    /// <param name="parent">The path without its last name; null if it is unknown, or if the path has one name.</param>
    public JsonPath(string text, JsonPath? parent = null)
    {
        Text = text;
        Parent = parent;
        _steps = [.. text.Split('.').Select(static name => new Step(name))];
        HasWildcard = _steps.Any(static step => step.IsWildcard);
    }

    public string Text { get; }

    /// <summary>Gets the path without its last name, which several paths share; null if none exists.</summary>
    public JsonPath? Parent { get; }

    public bool HasWildcard { get; }

    /// <summary>Gets the names of the fields on the path.</summary>
    public IEnumerable<string> Names => _steps.Where(static step => !step.IsWildcard).Select(static step => step.Name);

    /// <summary>Returns the value at the path; undefined if it is absent. A wildcard is its first item.</summary>
    public JsonPart Find(JsonPart part)
    {
        foreach (Step step in _steps)
        {
            part = step.Find(part);
        }
        return part;
    }

    /// <summary>Returns the value at the longest part of the path that exists.</summary>
    /// <param name="part">The value at which the path starts.</param>
    /// <param name="isWhole">Indicates whether the whole path exists.</param>
    public JsonPart FindDeepest(JsonPart part, out bool isWhole)
    {
        foreach (Step step in _steps)
        {
            JsonPart next = step.Find(part);
            if (next.ValueKind == JsonValueKind.Undefined)
            {
                isWhole = false;
                return part;
            }
            part = next;
        }
        isWhole = true;
        return part;
    }

    /// <summary>Returns the value at the last name of the path, in the value of <see cref="Parent"/>.</summary>
    public JsonPart FindLast(JsonPart parent) => _steps[_steps.Length - 1].Find(parent);

    /// <summary>Returns all values at the path.</summary>
    public IEnumerable<JsonPart> FindAll(JsonPart part) => FindAll(part, 0);

    private IEnumerable<JsonPart> FindAll(JsonPart part, int start)
    {
        int index = start;
        while (index < _steps.Length && !_steps[index].IsWildcard)
        {
            part = _steps[index].Find(part);
            index++;
        }
        int next = index + 1;
        return index == _steps.Length ? [part]
            : next == _steps.Length ? part.Children()
            : part.Children().SelectMany(child => FindAll(child, next));
    }

    private readonly struct Step(string name)
    {
        private readonly int? _index =
            int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

        public string Name { get; } = name;

        public bool IsWildcard { get; } = name == "*";

        public JsonPart Find(JsonPart part) =>
            IsWildcard ? part.Children().FirstOrDefault()
            : _index is int index && part.ValueKind == JsonValueKind.Array ? part.Children().ElementAtOrDefault(index)
            : part.Field(Name);
    }
}
