using System.Net;
using System.Net.Http;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Wraps the content of a request, or is empty for a GET. It records whether the request was sent, and prevents .NET
/// from resending the request.
/// </summary>
/// <remarks>
/// .NET resends a request without content, up to three times, when the connection closes before the first byte of the
/// response. Each of these sends can be charged. It does not resend once a content was started, even an empty one. An
/// empty content adds <c>Content-Length: 0</c> and no <c>Content-Type</c>. RFC 9110 allows that, and the common rules
/// of web firewalls reject a GET only when the length is not 0.
/// </remarks>
internal sealed class TrackedContent : HttpContent
{
    private readonly HttpContent? _content;
    private volatile bool _isSent;

    public TrackedContent(HttpContent? content)
    {
        _content = content;
        if (content is null)
        {
            return;
        }
        foreach (KeyValuePair<string, IEnumerable<string>> header in content.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    /// <summary>
    /// Indicates whether the request may have reached its receiver: .NET writes the content directly after the header.
    /// </summary>
    public bool IsSent => _isSent;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _isSent = true;
        return _content?.CopyToAsync(stream, context) ?? Task.CompletedTask;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content is null ? 0 : _content.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) { _content?.Dispose(); }
        base.Dispose(disposing);
    }
}
