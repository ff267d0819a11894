namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>Stands for <c>kill -9</c>: nothing in the client knows it, so nothing holds it up.</summary>
internal sealed class ProcessDiedException : Exception
{
}
