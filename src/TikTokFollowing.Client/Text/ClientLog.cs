namespace TikTokFollowing.Client.Text;

/// <summary>Receives the log lines of the client. They never contain the key.</summary>
/// <param name="Verbose">Receives one line for each request; <see langword="null"/> if the stream is disabled.</param>
/// <param name="Debug">Receives the headers about limits and costs; <see langword="null"/> if disabled.</param>
/// <param name="Warning">Receives warnings about a list that continues.</param>
internal sealed record ClientLog(Action<string>? Verbose, Action<string>? Debug, Action<string> Warning)
{
    public static ClientLog None { get; } = new(null, null, static _ => { });
}
