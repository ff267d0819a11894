using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Parses the requests of a definition, and checks that they can only reach its address.</summary>
/// <param name="headers">The headers of all requests.</param>
internal sealed class RequestParser(IReadOnlyList<(string Name, string Value)> headers)
{
    private const int DeepestBody = 6;
    private const string PathExpectation = "a path after the address, such as v1/users/{handle}/following,";

    private static readonly Dictionary<string, HttpMethod> s_methods = new(StringComparer.Ordinal)
    {
        ["GET"] = HttpMethod.Get,
        ["POST"] = HttpMethod.Post,
    };

    /// <summary>Parses the request for a page.</summary>
    /// <param name="node">The request.</param>
    /// <param name="cursor">The rules of the cursor.</param>
    /// <param name="accepts">The kinds of handles.</param>
    /// <param name="hasId">Indicates whether the id of a handle was looked up before.</param>
    public RequestTemplate ParsePage(
        DefinitionNode node, CursorRules cursor, IReadOnlyList<HandleKind> accepts, bool hasId)
    {
        RequestTemplate request = Parse(node, new TemplateParser(cursor, isPage: true));
        foreach (HandleKind kind in accepts)
        {
            CheckUser(node, request, kind, hasId && kind == HandleKind.Name);
        }
        foreach ((string name, IReadOnlyList<CursorSource> _) in cursor.Parts)
        {
            if (!request.Placeholders.Any(used => used.Cursor is not null && used.Part == name))
            {
                string placeholder = name.Length == 0 ? "{cursor}" : $"{{cursor.{name}}}";
                throw node.Error($"the request does not contain {placeholder}, so it would repeat the first page");
            }
        }
        return request;
    }

    /// <summary>Parses the request for the id of a handle.</summary>
    public RequestTemplate ParseLookup(DefinitionNode node)
    {
        RequestTemplate request = Parse(node, new TemplateParser(cursor: null, isPage: false));
        CheckUser(node, request, HandleKind.Name, hasId: false);
        return request;
    }

    /// <summary>Parses the request for the balance, which is the same for all users.</summary>
    public RequestTemplate ParseBalance(DefinitionNode node)
    {
        RequestTemplate request = Parse(node, new TemplateParser(cursor: null, isPage: false));
        return request.Placeholders.Any()
            ? throw node.Error("the request for the balance cannot contain placeholders")
            : request;
    }

    private RequestTemplate Parse(DefinitionNode node, TemplateParser templates)
    {
        node.AsObject("method", "path", "query", "body");
        HttpMethod method = node.Find("method")?.OneOf(s_methods) ?? HttpMethod.Get;
        DefinitionNode? body = node.Find("body");
        if (body is not null && method == HttpMethod.Get)
        {
            throw body.Value.Error("a GET request has no body");
        }
        if (body is { Kind: not JsonValueKind.Object } other)
        {
            throw other.Expected("an object");
        }
        return new RequestTemplate(
            method,
            ParsePath(node.Get("path"), templates),
            node.Find("query") is DefinitionNode query ? ParseQuery(query, templates) : [],
            body is DefinitionNode content ? ParseBody(content, templates, depth: 1) : null,
            headers);
    }

    private static TextTemplate ParsePath(DefinitionNode node, TemplateParser templates)
    {
        TextTemplate path = templates.Parse(node);
        // A placeholder is never empty and never has only dots.
        string shape = string.Concat(path.Parts.Select(part => part.Placeholder is null ? part.Literal : "x"));
        if (shape.StartsWith('/'))
        {
            path = new([(path.Parts[0].Literal.Substring(1), null), .. path.Parts.Skip(1)]);
            shape = shape.Substring(1);
        }
        bool isPath = shape.All(IsPathCharacter)
            && shape.Split('/').All(segment => segment.Trim('.').Length > 0);
        return isPath ? path : throw node.Expected(PathExpectation);
    }

    private static bool IsPathCharacter(char c) =>
        (c < 128 && char.IsLetterOrDigit(c)) || "/-._~!$&'()*+,;=@".Contains(c);

    private static List<(string, TextTemplate)> ParseQuery(DefinitionNode node, TemplateParser templates)
    {
        List<(string, TextTemplate)> query = [];
        foreach ((string name, DefinitionNode value) in node.Properties("parameter"))
        {
            bool isName = name.Length is > 0 and <= 64
                && name.All(c => IsPathCharacter(c) && !"/&=+;'".Contains(c));
            if (!isName)
            {
                throw value.Expected("a parameter whose name has letters, digits, '-', '.' and '_'");
            }
            TextTemplate template = templates.Parse(value);
            ThrowIfKey(value, name, template);
            query.Add((name, template));
        }
        return query;
    }

    private static BodyTemplate ParseBody(DefinitionNode node, TemplateParser templates, int depth)
    {
        if (depth > DeepestBody)
        {
            throw node.Error($"the body is nested more than {Quantity.Of(DeepestBody)} levels deep");
        }
        return node.Kind switch
        {
            JsonValueKind.Object => new BodyTemplate(Properties: ParseProperties(node, templates, depth)),
            JsonValueKind.Array =>
                new BodyTemplate(Items: [.. node.Items().Select(item => ParseBody(item, templates, depth + 1))]),
            JsonValueKind.String => new BodyTemplate(Text: templates.Parse(node, isBody: true)),
            _ => new BodyTemplate(Constant: node.RawText()),
        };
    }

    private static List<(string, BodyTemplate)> ParseProperties(
        DefinitionNode node, TemplateParser templates, int depth)
    {
        List<(string, BodyTemplate)> properties = [];
        foreach ((string name, DefinitionNode value) in node.Properties("property"))
        {
            BodyTemplate template = ParseBody(value, templates, depth + 1);
            ThrowIfKey(value, name, template.Text);
            properties.Add((name, template));
        }
        return properties;
    }

    private static void ThrowIfKey(DefinitionNode node, string name, TextTemplate? value)
    {
        if (KeyNames.Contains(name) && value?.Placeholders.Any() == false)
        {
            throw node.Error("a definition must not contain a key; it is sent in the header that 'auth' names");
        }
    }

    private static void CheckUser(DefinitionNode node, RequestTemplate request, HandleKind kind, bool hasId)
    {
        string user = kind switch
        {
            HandleKind.Name => "a handle",
            HandleKind.NumericId => "a numeric id",
            _ => "a sec_uid",
        };
        if (request.Path.Placeholders.Any(placeholder => !placeholder.IsUser || !placeholder.IsKnown(kind, hasId)))
        {
            throw node.Get("path").Error(
                $"the path has a placeholder without a value for {user}; 'accepts' lists the kinds of handles");
        }
        if (!request.Placeholders.Any(placeholder => placeholder.IsUser && placeholder.IsKnown(kind, hasId)))
        {
            throw node.Error($"the request does not contain {user}, although 'accepts' lists it");
        }
    }
}
