namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>Simulates <c>kill -9</c>: the client does not know this exception, and so does not catch it.</summary>
internal sealed class ProcessDiedException : Exception
{
}
