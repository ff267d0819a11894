namespace TikTokFollowing;

/// <summary>
/// Provides the state of the running server to <see cref="Sandbox"/>. The server is in an assembly that sessions cannot
/// reference.
/// </summary>
internal interface ISandboxState
{
    Uri BaseUri { get; }

    SandboxSettings Settings { get; }

    ISandboxCounters Ledger { get; }

    bool IsRunning { get; }
}
