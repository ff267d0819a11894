using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Responds to a request. It is called once for each request.</summary>
internal delegate Task<HttpResponseMessage> Responder(CancellationToken cancellationToken);

/// <summary>Creates responders.</summary>
internal static class Responses
{
    public static Responder Json(string body, int status = 200, params (string Name, string Value)[] headers) =>
        Bytes(Encoding.UTF8.GetBytes(body), status, "application/json", headers);

    public static Responder Html(int status) =>
        Bytes("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"u8.ToArray(), status, "text/html");

    public static Responder Bytes(
        byte[] body,
        int status = 200,
        string contentType = "application/json",
        params (string Name, string Value)[] headers) =>
        _ => Task.FromResult(Response(status, new ByteArrayContent(body), contentType, headers));

    /// <summary>Returns a body without a Content-Length, or with <paramref name="length"/>.</summary>
    public static Responder Stream(Func<Stream> body, long? length = null, int status = 200) =>
        _ => Task.FromResult(Response(status, new UnmeasuredContent(body(), length), "application/json", []));

    public static Responder WithoutLength(string body, int status = 200) =>
        Stream(() => new MemoryStream(Encoding.UTF8.GetBytes(body)), status: status);

    /// <summary>Breaks the connection after some bytes of the body.</summary>
    public static Responder BreaksOff(string body, int after, long? length = null) =>
        Stream(() => new BreakingStream(Encoding.UTF8.GetBytes(body), after), length);

    public static Responder Throws(Exception exception) => _ => Task.FromException<HttpResponseMessage>(exception);

    /// <summary>Never responds. First advances the clock, so that the time-out of the attempt ends at once.</summary>
    public static Responder Hangs(FakeClock clock, TimeSpan timeout) => async cancellationToken =>
    {
        clock.Advance(timeout);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException();
    };

    private static HttpResponseMessage Response(
        int status, HttpContent content, string contentType, (string Name, string Value)[] headers)
    {
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = content };
        foreach ((string name, string value) in headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }
        return response;
    }

    private sealed class UnmeasuredContent : HttpContent
    {
        private readonly Stream _body;

        public UnmeasuredContent(Stream body, long? length)
        {
            _body = body;
            if (length is not null) { Headers.ContentLength = length; }
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(_body);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            _body.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) { _body.Dispose(); }
            base.Dispose(disposing);
        }
    }
}
