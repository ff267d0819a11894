# A loopback server with lists in TikTok's format, which ScrapeCreators forwards. It can hold responses, so that a test
# controls the order of events without a clock. Dot-source it after Shared.ps1. C# 5, for 5.1.
if (-not ('TikTokFollowingTests.ListServer' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

namespace TikTokFollowingTests
{
    public sealed class ListServer : IDisposable
    {
        private const int AccountsPerPage = 5;
        private const long Newest = 1700000000;

        private readonly object _lock = new object();
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly int _pages;
        private readonly List<string> _requests = new List<string>();
        private readonly List<double> _times = new List<double>();
        private readonly List<string> _keys = new List<string>();
        private readonly HashSet<string> _held = new HashSet<string>();
        private readonly HashSet<string> _waiting = new HashSet<string>();
        private readonly Dictionary<string, Queue<string[]>> _scripts = new Dictionary<string, Queue<string[]>>();
        private readonly List<string> _handles = new List<string>();
        private int _open;
        private int _meeting;
        private int _met;

        public ListServer(int pages)
        {
            _pages = pages;
            _listener.Start(256);
            BaseUri = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port + "/");
            Thread thread = new Thread(Run);
            thread.IsBackground = true;
            thread.Start();
        }

        public Uri BaseUri { get; private set; }

        // The number of requests that must arrive before any of them receives its response; below 2, none waits.
        public int Together { get; set; }

        // The highest number of requests that were open at the same time.
        public int MostOpen { get; private set; }

        public int Connections { get; private set; }

        // "handle:page", in the order of arrival.
        public string[] Requests { get { lock (_lock) { return _requests.ToArray(); } } }

        // The keys of the requests, in the same order.
        public string[] Keys { get { lock (_lock) { return _keys.ToArray(); } } }

        // The requests whose responses are held.
        public string[] Waiting
        {
            get
            {
                lock (_lock)
                {
                    string[] all = new string[_waiting.Count];
                    _waiting.CopyTo(all);
                    return all;
                }
            }
        }

        // Returns the arrival time of the request with this index, in milliseconds.
        public double TimeOf(int number) { lock (_lock) { return _times[number]; } }

        public double Now { get { return _clock.Elapsed.TotalMilliseconds; } }

        public void Hold(string request) { lock (_lock) { _held.Add(request); } }

        public void Release(string request) { lock (_lock) { _held.Remove(request); Monitor.PulseAll(_lock); } }

        // Adds a response to this request. Responses are sent in the order in which they were added.
        public void Respond(string request, int status, string headers, string body)
        {
            lock (_lock)
            {
                if (!_scripts.ContainsKey(request)) { _scripts[request] = new Queue<string[]>(); }
                _scripts[request].Enqueue(new[] { status.ToString(), headers, body });
            }
        }

        public void Dispose()
        {
            _listener.Stop();
            lock (_lock) { _held.Clear(); Together = 0; _met++; Monitor.PulseAll(_lock); }
        }

        private void Run()
        {
            while (true)
            {
                try
                {
                    TcpClient client = _listener.AcceptTcpClient();
                    lock (_lock) { Connections++; }
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
                client.NoDelay = true;
                NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[16384];
                string text = "";
                while (true)
                {
                    int end;
                    while ((end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
                    {
                        int read = stream.Read(buffer, 0, buffer.Length);
                        if (read == 0) { return; }
                        text += Encoding.ASCII.GetString(buffer, 0, read);
                    }
                    string head = text.Substring(0, end);
                    text = text.Substring(end + 4);
                    byte[] response = CreateResponse(head);
                    stream.Write(response, 0, response.Length);
                }
            }
        }

        private byte[] CreateResponse(string head)
        {
            string handle = Regex.Match(head, "[?&]handle=([^& ]+)").Groups[1].Value;
            Match time = Regex.Match(head, "[?&]min_time=([0-9]+)");
            int page = time.Success ? (int)((Newest - long.Parse(time.Groups[1].Value)) / 1000) + 1 : 1;
            string request = handle + ":" + page;
            string[] scripted = null;
            lock (_lock)
            {
                _requests.Add(request);
                _times.Add(Now);
                _keys.Add(Regex.Match(head, "(?im)^x-api-key: ([^\\r]*)").Groups[1].Value);
                _open++;
                if (_open > MostOpen) { MostOpen = _open; }
                Queue<string[]> script;
                if (_scripts.TryGetValue(request, out script) && script.Count > 0) { scripted = script.Dequeue(); }
                Meet();
                _waiting.Add(request);
                while (_held.Contains(request)) { Monitor.Wait(_lock); }
                _waiting.Remove(request);
                _open--;
            }
            if (scripted == null) { return Message("200", "", PageOf(handle, page)); }
            return Message(scripted[0], scripted[1], scripted[2] ?? PageOf(handle, page));
        }

        private void Meet()
        {
            if (Together < 2) { return; }
            int met = _met;
            if (++_meeting >= Together)
            {
                _meeting = 0;
                _met++;
                Monitor.PulseAll(_lock);
                return;
            }
            while (_met == met) { Monitor.Wait(_lock); }
        }

        private string PageOf(string handle, int page)
        {
            int owner;
            lock (_lock)
            {
                if (!_handles.Contains(handle)) { _handles.Add(handle); }
                owner = _handles.IndexOf(handle) + 1;
            }
            StringBuilder records = new StringBuilder();
            for (int i = 1; i <= AccountsPerPage; i++)
            {
                if (i > 1) { records.Append(','); }
                int position = (page - 1) * AccountsPerPage + i;
                records.Append("{\"uid\":\"69" + owner.ToString("d5") + position.ToString("d6"));
                records.Append("\",\"unique_id\":\"" + handle + "_" + position);
                records.Append("\",\"nickname\":\"N\",\"follower_count\":1}");
            }
            bool hasMore = page < _pages;
            return "{\"followings\":[" + records + "],\"has_more\":" + (hasMore ? "true" : "false")
                + ",\"min_time\":" + (hasMore ? Newest - page * 1000 : 0)
                + ",\"total\":" + _pages * AccountsPerPage + ",\"status_code\":0}";
        }

        private static byte[] Message(string status, string headers, string body)
        {
            byte[] content = Encoding.UTF8.GetBytes(body);
            string head = "HTTP/1.1 " + status + " Status\r\nContent-Type: application/json\r\nContent-Length: "
                + content.Length + "\r\n" + headers + "\r\n";
            byte[] start = Encoding.ASCII.GetBytes(head);
            byte[] whole = new byte[start.Length + content.Length];
            start.CopyTo(whole, 0);
            content.CopyTo(whole, start.Length);
            return whole;
        }
    }
}
'@
}

# Returns the handles of a list of the server, in order.
function Get-ServedName([string] $Handle, [int] $Count) { 1..$Count | ForEach-Object { "${Handle}_$_" } }

# Returns the parameters of all calls to a list server. A request that waits for a missing one fails after the time-out.
function New-Call($Server) {
    @{ Provider = 'ScrapeCreators'; BaseUri = $Server.BaseUri; ApiKey = ConvertTo-Key 'k-throttle-1234567890'
        TimeoutSec = 20; MaximumRetryCount = 0; RetryIntervalSec = 0; WarningAction = 'SilentlyContinue' }
}

# Returns $true if each handle has this number of accounts of its list, in order; throws otherwise.
function Compare-List($Account, [hashtable] $Count) {
    foreach ($name in $Count.Keys) {
        $own = @($Account | Where-Object FollowedBy -EQ $name)
        if ($Count[$name] -eq 0) { if ($own.Count) { throw "there are $($own.Count) of $name" } else { continue } }
        $null = Compare-Sequence $own.Handle (Get-ServedName $name $Count[$name])
        $null = Compare-Sequence $own.Position (1..$Count[$name])
    }
    $sum = ($Count.Values | Measure-Object -Sum).Sum
    if (@($Account).Count -ne $sum) { throw "there are $(@($Account).Count) and not $sum" }
    $true
}

# Starts a command in a separate PowerShell, so that the test can act while it runs.
function Start-Call([string] $Script, $Server) {
    $shell = New-TestPowerShell ("param(`$Call, `$Ended) `$ErrorActionPreference = 'Continue'; " +
        "try { $Script } catch { `$null = `$Ended.Add(`$_) }")
    $ended = New-Object System.Collections.ArrayList
    $null = $shell.AddParameter('Call', (New-Call $Server)).AddParameter('Ended', $ended)
    $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $none = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $none.Complete()
    [pscustomobject] @{ Shell = $shell; Output = $output; Ended = $ended; Run = $shell.BeginInvoke($none, $output) }
}

# Waits for the end of the command, and returns the error that ended it, if any.
function Wait-Call($Call) {
    Wait-Until { $Call.Run.IsCompleted }
    $null = $Call.Shell.EndInvoke($Call.Run)
    $Call.Ended
}
