namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Stores the newest requests. Their number and the total length of their texts, which clients determine, are limited.
/// </summary>
internal sealed class RequestLog
{
    private const int MaxRequests = 10_000;
    private const long MaxCharacters = 4L * 1024 * 1024;

    private readonly Queue<LoggedRequest> _requests = new();
    private long _characters;

    /// <summary>Returns a copy, oldest first.</summary>
    public IReadOnlyList<LoggedRequest> ToArray()
    {
        lock (_requests)
        {
            return _requests.ToArray();
        }
    }

    public void Add(LoggedRequest request)
    {
        lock (_requests)
        {
            _requests.Enqueue(request);
            _characters += LengthOf(request);
            while (_requests.Count > MaxRequests || _characters > MaxCharacters)
            {
                _characters -= LengthOf(_requests.Dequeue());
            }
        }
    }

    private static int LengthOf(LoggedRequest request) =>
        request.Method.Length + request.Path.Length + request.Query.Length
        + (request.Handle?.Length ?? 0) + (request.Cursor?.Length ?? 0);
}
