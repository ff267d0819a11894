using System.Text;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Provides the parts that the scripts of the cases share.</summary>
internal static class HostileScripts
{
    public const string JsonType = "Content-Type: application/json\r\n";
    public const string Ok = "HTTP/1.1 200 OK\r\n" + JsonType;

    public const string NoBody = "Content-Length: 0\r\n\r\n";

    /// <summary>Requests a user name and a password, as a proxy.</summary>
    public const string AuthenticationRequired =
        "HTTP/1.1 407 Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n" + NoBody;

    /// <summary>Gets the JSON of the only page, with three accounts.</summary>
    public static string Body { get; } = Wire.SociaVault([1, 2, 3], "0", "false");

    /// <summary>Gets a valid response.</summary>
    public static string Page { get; } = Frame(Body);

    public static string HalfBody { get; } = Body.Substring(0, Body.Length / 2);

    /// <summary>Gets the first frame of an HTTP/2 server, SETTINGS.</summary>
    public const string HttpTwoFrames = "\0\0\u0012\u0004\0\0\0\0\0\0\u0003\0\0\0d\0\u0004\0@\0\0";

    /// <summary>Gets header fields to send at a time: single ones would make the server allocate more.</summary>
    public static string ManyFields { get; } = string.Concat(Enumerable.Repeat("X-Flood: 1\r\n", 1000));

    public static TimeSpan Second { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Sends these bytes after the request, and closes the connection.</summary>
    public static Func<HostileConnection, Task> Respond(string response) => Respond(Encoding.ASCII.GetBytes(response));

    /// <summary>Sends these bytes after the request, and closes the connection.</summary>
    public static Func<HostileConnection, Task> Respond(byte[] response) => async connection =>
    {
        if (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(response);
        }
    };

    /// <summary>Sends these bytes after the request, and continues with the script.</summary>
    public static Func<HostileConnection, Task> RespondThen(string start, Func<HostileConnection, Task> then) =>
        async connection =>
        {
            if (await connection.ReadRequestAsync() is not null)
            {
                await connection.SendAsync(start);
                await then(connection);
            }
        };

    /// <summary>Continues with the script after the request.</summary>
    public static Func<HostileConnection, Task> Then(Func<HostileConnection, Task> then) => RespondThen("", then);

    /// <summary>Returns a valid response with this body.</summary>
    public static string Frame(string body) => $"{Ok}Content-Length: {body.Length}\r\n\r\n{body}";

    public static Task Reset(HostileConnection connection)
    {
        connection.Reset();
        return Task.CompletedTask;
    }

    public static Task Stall(HostileConnection connection) => connection.StallAsync();
}
