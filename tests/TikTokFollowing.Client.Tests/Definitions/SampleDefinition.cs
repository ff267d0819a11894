using System.Text.Json.Nodes;
using TikTokFollowing.Client.Definitions;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>Provides definitions of a fictitious provider, for tests to change.</summary>
internal static class SampleDefinition
{
    /// <summary>
    /// Gets a definition with every part of the format. Its cursor has two parts, and its ids are looked up.
    /// </summary>
    public const string Everything = """
        {
          "$schema": "./provider-definition.schema.json",
          "version": 1,
          "name": "Sample",
          "address": "https://api.sample.example/base",
          "website": "https://sample.example",
          "notes": ["It is fictitious."],
          "auth": { "header": "X-Access-Key", "prefix": "Key " },
          "headers": { "X-RapidAPI-Host": "sample.example" },
          "cost": { "perRequest": 3 },
          "accepts": ["handle", "id", "secUid"],
          "pageSize": { "default": 30, "maximum": 40 },
          "request": {
            "method": "POST",
            "path": "v2/following/{id}",
            "query": { "size": "{pageSize}", "short": "{trim}", "fixed": "1" },
            "body": {
              "user": { "numeric": "{numericId}", "sec": "{secUid}", "name": "{handle}" },
              "min_time": "{cursor.time:number}",
              "page_token": "{cursor.token}",
              "flags": [true, null, 7, "x-{id}"],
              "size": "{pageSize}",
              "short": "{trim}"
            }
          },
          "resolve": {
            "request": { "path": "v2/user", "query": { "name": "{handle}" } },
            "take": { "id": ["user.id", "users.0.id"] },
            "cost": { "perRequest": 1 }
          },
          "page": {
            "items": ["list", "data.list"],
            "hasMore": "more",
            "total": "total",
            "next": { "time": ["next.time"], "token": [{ "base64Json": "next.blob", "path": "t" }, "next.token"] },
            "followedAfter": "next.time",
            "followedBefore": { "base64Json": "next.blob", "path": "max" },
            "creditsCharged": ["spent", { "header": "X-Credits-Charged" }],
            "creditsRemaining": { "header": "X-Credits-Remaining" },
            "requestId": { "header": "X-Request-Id" },
            "failure": { "at": "note", "is": ["cut", "x"], "kind": "CreditsExhausted", "reason": "the page was cut" }
          },
          "record": {
            "handle": "name",
            "displayName": "title",
            "id": "id",
            "isVerified": { "anyText": ["badges.*.text"] },
            "avatarUrl": { "bestImage": ["images.*.url"] },
            "followerCount": ["counts.0", "followers"]
          },
          "errors": {
            "status": { "418": "RateLimited" },
            "statusAt": "status",
            "message": "msg",
            "creditsRequired": "needed",
            "codes": [
              { "at": "code", "ok": [0, "fine"], "map": { "-7": "AccountPrivate" }, "otherwise": "UnexpectedResponse" },
              { "at": "warning", "map": { "quota": "CreditsExhausted" }, "onlyWithoutItems": false }
            ]
          },
          "balance": {
            "request": { "path": "v2/me" },
            "credits": ["credits.left", { "header": "X-Credits-Remaining" }]
          }
        }
        """;

    /// <summary>Gets a definition with only the required parts.</summary>
    public const string Minimal = """
        {
          "version": 1,
          "name": "Minimal",
          "address": "https://api.minimal.example",
          "auth": { "header": "x-api-key" },
          "cost": { "perRequest": 1 },
          "request": { "path": "following", "query": { "user": "{handle}", "cursor": "{cursor}" } },
          "page": { "items": "users", "next": "cursor" },
          "record": { "handle": "name" }
        }
        """;

    /// <summary>Returns the minimal definition with other values.</summary>
    /// <param name="changes">
    /// The path and the JSON of each value, such as <c>page.items</c>; an empty text removes it.
    /// </param>
    public static string With(params (string Path, string Json)[] changes) => Change(Minimal, changes);

    public static string Change(string definition, params (string Path, string Json)[] changes)
    {
        JsonObject root = JsonNode.Parse(definition)!.AsObject();
        foreach ((string path, string json) in changes)
        {
            string[] names = path.Split('.');
            JsonObject parent = names[..^1].Aggregate(root, static (part, name) => part[name]!.AsObject());
            if (json.Length == 0)
            {
                parent.Remove(names[^1]);
            }
            else
            {
                parent[names[^1]] = JsonNode.Parse(json);
            }
        }
        return root.ToJsonString();
    }

    public static DefinedProvider Provider(string definition = Everything) =>
        new(Twin.Parse(definition));
}
