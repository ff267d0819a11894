# A loopback webhook for the tests of docs/examples/Watch-Following.ps1; dot-source it in BeforeAll. C# 5, for 5.1.
if (-not ('TikTokFollowingTests.WebhookServer' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace TikTokFollowingTests
{
    public sealed class Post
    {
        public string Path { get; internal set; }
        public string Head { get; internal set; }
        public string Body { get; internal set; }
        public string Action { get; internal set; }
    }

    // Reads each post completely, then acts: a status with optional headers ("429 Retry-After: 7"), "stall" (sends
    // nothing until it is disposed or released) or "die" (closes the connection).
    public sealed class WebhookServer : IDisposable
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly Queue<string> _actions = new Queue<string>();
        private readonly List<Post> _posts = new List<Post>();
        private readonly ManualResetEvent _released = new ManualResetEvent(false);

        public WebhookServer()
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            Thread thread = new Thread(Run);
            thread.IsBackground = true;
            thread.Start();
        }

        public int Port { get; private set; }

        public Post[] Posts { get { lock (_posts) { return _posts.ToArray(); } } }

        // Adds actions for the next posts. Posts without an action receive the status 200.
        public void Next(params string[] actions)
        {
            lock (_posts) { foreach (string action in actions) { _actions.Enqueue(action); } }
        }

        public void Reset() { lock (_posts) { _actions.Clear(); } }

        public void Dispose() { _released.Set(); _listener.Stop(); }

        private void Run()
        {
            while (true)
            {
                try
                {
                    TcpClient client = _listener.AcceptTcpClient();
                    Thread thread = new Thread(delegate()
                    {
                        try { Serve(client); }
                        catch (IOException) { }
                        catch (ObjectDisposedException) { }
                    });
                    thread.IsBackground = true;
                    thread.Start();
                }
                catch (SocketException) { return; }
                catch (ObjectDisposedException) { return; }
                catch (InvalidOperationException) { return; }
            }
        }

        private void Serve(TcpClient client)
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                List<byte> bytes = new List<byte>();
                byte[] buffer = new byte[65536];
                string head = "";
                int start = 0;
                int length = -1;
                while (length < 0 || bytes.Count < start + length)
                {
                    int read = stream.Read(buffer, 0, buffer.Length);
                    if (read == 0) { return; }
                    for (int i = 0; i < read; i++) { bytes.Add(buffer[i]); }
                    string text = Encoding.ASCII.GetString(bytes.ToArray());
                    start = text.IndexOf("\r\n\r\n") + 4;
                    if (length >= 0 || start < 4) { continue; }
                    head = text.Substring(0, start);
                    foreach (string line in head.Split('\n'))
                    {
                        if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                        {
                            length = int.Parse(line.Substring(15).Trim());
                        }
                        if (line.StartsWith("Expect: 100-continue", StringComparison.OrdinalIgnoreCase))
                        {
                            byte[] go = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
                            stream.Write(go, 0, go.Length);
                        }
                    }
                }
                string action;
                lock (_posts)
                {
                    action = _actions.Count > 0 ? _actions.Dequeue() : "200";
                    _posts.Add(new Post
                    {
                        Path = head.Split(' ')[1], Head = head, Action = action,
                        Body = new UTF8Encoding(false, true).GetString(bytes.ToArray(), start, length)
                    });
                }
                if (action == "stall") { _released.WaitOne(); return; }
                if (action == "die") { return; }
                int space = action.IndexOf(' ');
                string status = space < 0 ? action : action.Substring(0, space);
                string headers = space < 0 ? "" : action.Substring(space + 1) + "\r\n";
                byte[] response = Encoding.ASCII.GetBytes("HTTP/1.1 " + status + " Status\r\n" + headers
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n");
                stream.Write(response, 0, response.Length);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
    }
}
'@
}
