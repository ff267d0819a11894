namespace TikTokFollowing.SandboxServer;

/// <summary>One request as the server saw it. It never holds the key, so that a log can be printed by a failing test.</summary>
internal sealed class LoggedRequest
{
    /// <summary>1 for the first request of this server: what <see cref="SandboxOptions.FaultEvery"/> counts.</summary>
    public long Number { get; init; }

    public string Method { get; init; } = "";

    /// <summary>As sent, still escaped.</summary>
    public string Path { get; init; } = "";

    /// <summary>As sent, without the question mark; empty when there was none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Whether a key came in the header of this provider.</summary>
    public bool HasKey { get; init; }

    /// <summary>Whose list was asked for, as sent; null where the route has no handle.</summary>
    public string? Handle { get; init; }

    /// <summary>As sent; null is the start of the list.</summary>
    public string? Cursor { get; init; }

    /// <summary>Null for a path that no provider has.</summary>
    public string? Provider { get; init; }

    /// <summary>The fault that was injected into this answer.</summary>
    public SandboxFault Fault { get; init; }

    /// <summary>0 where there was no answer: a time-out, a reset.</summary>
    public int StatusCode { get; init; }

    public int Credits { get; init; }

    /// <summary>A page of a list went out whole and readable.</summary>
    public bool IsPage { get; init; }

    public override string ToString() =>
        $"#{Number} {Method} {Path}{(Query.Length == 0 ? "" : "?")}{Query} {Provider ?? "-"} {StatusCode} {Fault} {Credits} credits";
}
