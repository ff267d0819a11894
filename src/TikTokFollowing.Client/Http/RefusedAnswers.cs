using System;
using System.IO;

namespace TikTokFollowing.Client.Http;

/// <summary>The answer is another address to go to.</summary>
internal sealed class RedirectException(string message) : Exception(message);

/// <summary>The connection ended before the answer did. Nothing of it was used, so asking again is right, though it may have been charged.</summary>
internal sealed class CutShortException(string message, Exception? inner) : IOException(message, inner);
