# Functions for all test files; dot-source it in BeforeAll. Runs in Windows PowerShell 5.1 and PowerShell 7.
# ASCII only, because 5.1 reads a file without a byte order mark as ANSI.

$ModulePath = $env:TIKTOKFOLLOWING_MODULE
if (-not $ModulePath) { $ModulePath = Join-Path $PSScriptRoot '../../out/TikTokFollowing/TikTokFollowing.psd1' }
$ModulePath = (Resolve-Path -LiteralPath $ModulePath -ErrorAction Stop).ProviderPath
$ModuleFolder = Split-Path -Parent $ModulePath
$IsCore = $PSVersionTable.PSEdition -eq 'Core'
$AllProviders = 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI'
$KeyVariables = @($AllProviders | ForEach-Object { "$($_.ToUpperInvariant())_API_KEY" }) + 'TIKTOKFOLLOWING_PROVIDER',
    'TIKTOKFOLLOWING_DEFINITION_PATH'
$Quiet = @{ WarningAction = 'SilentlyContinue' }
$Impatient = @{ MaximumRetryCount = 0; RetryIntervalSec = 0; WarningAction = 'SilentlyContinue' }

Import-Module $ModulePath -ErrorAction Stop

# A loopback server that sends prepared responses and records the requests. C# 5, for 5.1.
if (-not ('TikTokFollowingTests.RecordingServer' -as [type])) {
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
    public sealed class RecordingServer : IDisposable
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly Queue<byte[]> _responses = new Queue<byte[]>();
        private readonly List<string> _requests = new List<string>();
        private byte[] _last;

        public RecordingServer()
        {
            _listener.Start();
            BaseUri = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port + "/");
            Thread thread = new Thread(Run);
            thread.IsBackground = true;
            thread.Start();
        }

        public Uri BaseUri { get; private set; }

        public string[] Requests { get { lock (_requests) { return _requests.ToArray(); } } }

        // Adds a response. The last one is sent for all further requests.
        public void Respond(int status, string headers, string body)
        {
            byte[] content = Encoding.UTF8.GetBytes(body);
            string head = "HTTP/1.1 " + status + " Status\r\nContent-Type: application/json\r\nContent-Length: "
                + content.Length + "\r\n" + headers + "Connection: close\r\n\r\n";
            byte[] start = Encoding.ASCII.GetBytes(head);
            byte[] whole = new byte[start.Length + content.Length];
            start.CopyTo(whole, 0);
            content.CopyTo(whole, start.Length);
            lock (_requests) { _responses.Enqueue(whole); }
        }

        public void Respond(string body) { Respond(200, "", body); }

        public void Dispose() { _listener.Stop(); }

        private void Run()
        {
            while (true)
            {
                try
                {
                    TcpClient client = _listener.AcceptTcpClient();
                    ThreadPool.QueueUserWorkItem(delegate
                    {
                        try { Serve(client); }
                        catch (IOException) { }
                        catch (ObjectDisposedException) { }
                    });
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
                string text = "";
                byte[] buffer = new byte[16384];
                while (true)
                {
                    int end = text.IndexOf("\r\n\r\n");
                    if (end >= 0)
                    {
                        int length = 0;
                        foreach (string line in text.Substring(0, end).Split('\n'))
                        {
                            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                            {
                                length = int.Parse(line.Substring(15).Trim());
                            }
                        }
                        if (text.Length >= end + 4 + length) { break; }
                        bool isExpecting = text.IndexOf("100-continue", StringComparison.OrdinalIgnoreCase) >= 0;
                        if (length > 0 && isExpecting && text.Length == end + 4)
                        {
                            byte[] go = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
                            stream.Write(go, 0, go.Length);
                        }
                    }
                    int read = stream.Read(buffer, 0, buffer.Length);
                    if (read == 0) { return; }
                    text += Encoding.UTF8.GetString(buffer, 0, read);
                }
                byte[] response;
                lock (_requests)
                {
                    _requests.Add(text);
                    if (_responses.Count > 0) { _last = _responses.Dequeue(); }
                    response = _last;
                }
                if (response != null) { stream.Write(response, 0, response.Length); }
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
    }
}
'@
}

# Removes the keys and the default provider of the machine, and returns them for Restore-TestEnvironment.
function Clear-TestEnvironment {
    $saved = @{}
    foreach ($name in $KeyVariables) {
        $saved[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $null)
    }
    Reset-TestSession
    $saved
}

function Restore-TestEnvironment($Saved) {
    Reset-TestSession
    foreach ($name in $Saved.Keys) { [Environment]::SetEnvironmentVariable($name, $Saved[$name]) }
}

# Restores the state of a new session: no sandbox, no keys, no definitions.
function Reset-TestSession {
    foreach ($name in $KeyVariables) { [Environment]::SetEnvironmentVariable($name, $null) }
    $null = Stop-TikTokFollowingSandbox -WarningAction SilentlyContinue
    foreach ($name in $AllProviders) {
        Remove-TikTokFollowingCredential $name -Scope Session -WarningAction SilentlyContinue
    }
    Get-TikTokFollowingProvider | Where-Object { $_.Source -ne 'Built-in' } |
        Unregister-TikTokFollowingProvider -Confirm:$false
}

function ConvertTo-Key([string] $Text) {
    $key = New-Object System.Security.SecureString
    foreach ($letter in $Text.ToCharArray()) { $key.AppendChar($letter) }
    $key
}

function Get-Message($Record, [string] $Type) {
    $Record | Where-Object { $_ -is "System.Management.Automation.$Type" } | ForEach-Object { $_.Message }
}

# Runs a script and returns each stream separately. Terminating is the error that ended the script, if any.
function Invoke-Captured([scriptblock] $Script) {
    $ErrorActionPreference = 'Continue'
    $WarningPreference = 'Continue'
    $all = New-Object System.Collections.ArrayList
    $terminating = $null
    try { & $Script *>&1 | ForEach-Object { $null = $all.Add($_) } }
    catch { $terminating = $_ }
    $errors = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    if ($terminating) {
        $errors = @($errors | Where-Object { -not [object]::ReferenceEquals($_.Exception, $terminating.Exception) })
    }
    $streams = 'InformationalRecord', 'InformationRecord', 'ErrorRecord' |
        ForEach-Object { "System.Management.Automation.$_" -as [type] }
    [pscustomobject] @{
        Output      = @($all | Where-Object { $item = $_; -not ($streams | Where-Object { $item -is $_ }) })
        Errors      = $errors
        Terminating = $terminating
        AnyError    = @($errors) + @($terminating | Where-Object { $_ })
        Warnings    = @(Get-Message $all WarningRecord)
        Verbose     = @(Get-Message $all VerboseRecord)
        Debug       = @(Get-Message $all DebugRecord)
        All         = $all
    }
}

# Creates another PowerShell in this process, with the module, to test stops and progress.
function New-TestPowerShell([string] $Script) {
    $shell = [powershell]::Create()
    $null = $shell.AddCommand('Import-Module').AddParameter('Name', $ModulePath).Invoke()
    $shell.Commands.Clear()
    $shell.Streams.ClearStreams()
    $shell.AddScript($Script)
}

# Polls until a condition is true.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 10) {
    $deadline = [DateTime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([DateTime]::UtcNow -gt $deadline) { throw "Not true within $Seconds s: $Condition" }
        [System.Threading.Thread]::Sleep(10)
    }
}

# Returns the program and the arguments that start this PowerShell.
function Get-PowerShellCommand {
    $program = 'pwsh', 'pwsh.exe', 'powershell.exe' | ForEach-Object { Join-Path $PSHOME $_ } |
        Where-Object { Test-Path -LiteralPath $_ -PathType Leaf }
    # The .NET tool has only a pwsh.dll.
    if ($program) { $program } else { 'dotnet', (Join-Path $PSHOME 'pwsh.dll') }
}

# Runs a script in a fresh PowerShell of the same edition, and returns its whole output as one text.
function Invoke-FreshScript([string] $Script) {
    $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).ps1"
    $start = "`$ErrorActionPreference = 'Stop'`n`$ProgressPreference = 'SilentlyContinue'`n" +
        "`$ModulePath = '$($ModulePath -replace "'", "''")'`n"
    Set-Content -LiteralPath $file -Value ($start + $Script) -Encoding Ascii
    $program, $arguments = @(Get-PowerShellCommand) +
        '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', $file
    $text = (& $program @arguments 2>&1 | Out-String).Trim()
    if ($LASTEXITCODE -ne 0) { throw "The fresh PowerShell failed: $text" }
    $text
}

# Runs a script whose output is one JSON text, and returns that as an object.
function Invoke-FreshPowerShell([string] $Script) {
    $text = Invoke-FreshScript $Script
    try { $text | ConvertFrom-Json } catch { throw "The fresh PowerShell wrote no JSON: $text" }
}

function Invoke-Wire([string] $Uri, [string] $Body) {
    $client = New-Object System.Net.WebClient
    try {
        $client.Encoding = [System.Text.Encoding]::UTF8
        $client.Headers['X-API-Key'] = 'wire'
        $client.Headers['Authorization'] = 'Bearer wire'
        if (-not $Body) { return $client.DownloadString($Uri) }
        $client.Headers['Content-Type'] = 'application/json'
        return $client.UploadString($Uri, $Body)
    }
    finally { $client.Dispose() }
}

# Reads a list of the sandbox without the module: records in TikTok's format, the newest first, without duplicates.
function Get-WireList([string] $Handle, $Sandbox) {
    $seen = @{}
    $cursor = $null
    while ($true) {
        $uri = "$($Sandbox.BaseUri)v1/tiktok/user/following?handle=$Handle"
        if ($cursor) { $uri += "&min_time=$cursor" }
        $page = Invoke-Wire $uri | ConvertFrom-Json
        foreach ($record in $page.followings) {
            if ($seen.ContainsKey($record.uid)) { continue }
            $seen[$record.uid] = $true
            $record
        }
        if (-not $page.has_more) { return }
        $cursor = $page.min_time
    }
}

# Creates a page in TikTok's format, which ScrapeCreators forwards. Records are JSON texts.
function New-WirePage([string[]] $Record, [string] $More = 'false', [string] $MinTime = '0', [int] $Total = 1) {
    '{"followings":[' + ($Record -join ',') + '],"has_more":' + $More + ',"min_time":' + $MinTime +
    ',"total":' + $Total + ',"status_code":0}'
}

function New-WireRecord([string] $Id = '6900000000000000001', [string] $Handle = 'some.one') {
    '{"uid":"' + $Id + '","unique_id":"' + $Handle + '","nickname":"Some One",' +
    '"follower_count":1234567,"following_count":12,"create_time":1500000000}'
}

# Returns $true, or throws at the first difference, because Should -BeTrue would accept a text about a difference.
function Compare-Sequence($Actual, $Expected) {
    $a = @($Actual); $e = @($Expected)
    if ($a.Count -ne $e.Count) { throw "there are $($a.Count) items, not $($e.Count)" }
    for ($i = 0; $i -lt $e.Count; $i++) {
        if ("$($a[$i])" -cne "$($e[$i])") { throw "item $i is '$($a[$i])', not '$($e[$i])'" }
    }
    $true
}
