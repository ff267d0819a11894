namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Represents a request as the server received it. It never contains the key, so that failing tests can print the log.
/// </summary>
internal sealed class LoggedRequest
{
    /// <summary>Gets the number of the request, from 1, as <see cref="SandboxOptions.FaultEvery"/> counts it.</summary>
    public long Number { get; init; }

    public string Method { get; init; } = "";

    /// <summary>Gets the path as sent, still escaped.</summary>
    public string Path { get; init; } = "";

    /// <summary>Gets the query as sent, without the question mark; empty if none exists.</summary>
    public string Query { get; init; } = "";

    /// <summary>Indicates whether the header of this provider contained a key.</summary>
    public bool HasKey { get; init; }

    /// <summary>Gets the handle as sent; null if the endpoint has none.</summary>
    public string? Handle { get; init; }

    /// <summary>Gets the cursor as sent; null for the start of the list.</summary>
    public string? Cursor { get; init; }

    /// <summary>Gets the provider; null for a path that no provider has.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the fault that was injected into the response.</summary>
    public SandboxFault Fault { get; init; }

    /// <summary>Gets the status of the response; 0 if none was sent (time-out, reset).</summary>
    public int StatusCode { get; init; }

    public int Credits { get; init; }

    /// <summary>Indicates whether a complete and readable page of a list was sent.</summary>
    public bool IsPage { get; init; }

    public override string ToString() =>
        $"#{Number} {Method} {Path}{(Query.Length == 0 ? "" : "?")}{Query} "
        + $"{Provider ?? "-"} {StatusCode} {Fault} {Credits} credits";
}
