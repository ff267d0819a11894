using System;

namespace TikTokFollowing.Client.Text;

/// <summary>Where the client tells what it does. The texts hold no key.</summary>
/// <param name="Verbose">One line for every request; null where nobody listens, so that no line need be made.</param>
/// <param name="Debug">The headers that say something about limits and costs; null likewise.</param>
/// <param name="Warning">What the user would want to know while the list goes on.</param>
internal sealed record ClientLog(Action<string>? Verbose, Action<string>? Debug, Action<string> Warning)
{
    public static ClientLog None { get; } = new(null, null, static _ => { });
}
