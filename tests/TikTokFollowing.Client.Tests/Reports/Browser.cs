using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>
/// A test that needs Chromium, Chrome or Edge. Left out, with that word, where there is none; CHROME_PATH names one
/// that lies elsewhere.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Program is null)
        {
            Skip = "There is no Chromium, Chrome or Edge on this machine (CHROME_PATH can name one).";
        }
    }
}

/// <inheritdoc cref="BrowserFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        Skip = new BrowserFactAttribute().Skip;
    }
}

/// <summary>
/// A headless browser with one page, driven through its DevTools protocol. Remembers all that the page says and asks
/// for.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _calls = [];
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastCall;
    private string? _session;

    private Browser(Process process, DirectoryInfo profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>The browser's program; null where there is none.</summary>
    public static string? Program { get; } = Candidates().FirstOrDefault(File.Exists);

    /// <summary>Errors, warnings and messages of the page's console.</summary>
    public ConcurrentQueue<string> Console { get; } = [];

    /// <summary>The addresses that the page asked for, its own first.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>A browser that has loaded the file.</summary>
    /// <param name="file">The page.</param>
    /// <param name="colourScheme">What the reader prefers, dark or light; null for what the browser has.</param>
    /// <param name="before">A script that runs before those of the page; null for none.</param>
    public static async Task<Browser> OpenAsync(string file, string? colourScheme = null, string? before = null)
    {
        DirectoryInfo profile = Directory.CreateTempSubdirectory("browser");
        ProcessStartInfo start = new(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string word in (string[])["--headless", "--remote-debugging-port=0", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-quic",
            "--lang=en-US",
            $"--user-data-dir={profile.FullName}",
            "about:blank"]) { start.ArgumentList.Add(word); }
        // it refuses to start as root with it
        if (OperatingSystem.IsLinux() && Environment.UserName == "root") { start.ArgumentList.Add("--no-sandbox"); }
        Browser browser = new(Process.Start(start)!, profile);
        try
        {
            await browser.ConnectAsync();
            JsonNode target =
                await browser.CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
            JsonNode attached = await browser.CallAsync(
                "Target.attachToTarget",
                new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true });
            browser._session = attached["sessionId"]!.GetValue<string>();
            foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"])
            {
                await browser.CallAsync(domain + ".enable");
            }
            if (colourScheme is not null)
            {
                await browser.CallAsync(
                    "Emulation.setEmulatedMedia",
                    new JsonObject
                    {
                        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = colourScheme }),
                    });
            }
            if (before is not null)
            {
                await browser.CallAsync(
                    "Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = before });
            }
            await browser.CallAsync("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });
            await browser._loaded.Task.WaitAsync(browser._patience.Token);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>What an expression is worth in the page.</summary>
    public async Task<T> GetAsync<T>(string expression)
    {
        JsonNode answer = await CallAsync(
            "Runtime.evaluate",
            new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        if (answer["exceptionDetails"] is JsonNode problem)
        {
            throw new InvalidOperationException($"{expression}: {problem.ToJsonString()}");
        }
        return answer["result"]!["value"].Deserialize<T>()!;
    }

    /// <summary>Types a text into what has the focus.</summary>
    public Task TypeAsync(string text) => CallAsync("Input.insertText", new JsonObject { ["text"] = text });

    /// <summary>Presses and lets go of the Enter key.</summary>
    public async Task PressEnterAsync()
    {
        await CallAsync(
            "Input.dispatchKeyEvent",
            new JsonObject
            {
                ["type"] = "keyDown", ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 13,
                ["text"] = "\r",
            });
        await CallAsync(
            "Input.dispatchKeyEvent",
            new JsonObject
            {
                ["type"] = "keyUp", ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 13,
            });
    }

    /// <summary>Renders the page as on this medium: screen or print.</summary>
    public Task SetMediaAsync(string media) =>
        CallAsync("Emulation.setEmulatedMedia", new JsonObject { ["media"] = media });

    public Task SetWidthAsync(int width) =>
        CallAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject { ["width"] = width, ["height"] = 800, ["deviceScaleFactor"] = 1, ["mobile"] = false });

    public async ValueTask DisposeAsync()
    {
        _patience.Cancel();
        _socket.Dispose();
        if (!_process.HasExited) { _process.Kill(entireProcessTree: true); }
        await _process.WaitForExitAsync();
        _process.Dispose();
        _patience.Dispose();
        try { _profile.Delete(recursive: true); }
        // a child of the browser may hold a file for a moment longer; the system empties its folder of temporary files
        catch (IOException) { }
        catch (UnauthorizedAccessException) { }
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("CHROME_PATH") is { Length: > 0 } named) { yield return named; }
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (string name in (string[])["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"])
            {
                yield return Path.Combine(folder, name);
            }
        }
        foreach (Environment.SpecialFolder folder in (Environment.SpecialFolder[])[Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86])
        {
            yield return Path.Combine(
                Environment.GetFolderPath(folder), "Google", "Chrome", "Application", "chrome.exe");
            yield return Path.Combine(
                Environment.GetFolderPath(folder), "Microsoft", "Edge", "Application", "msedge.exe");
        }
        yield return "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
        yield return "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge";
    }

    private async Task ConnectAsync()
    {
        const string announcement = "DevTools listening on ";
        string? address = null;
        while (address is null)
        {
            string line =
                await _process.StandardError.ReadLineAsync(_patience.Token) ?? throw new InvalidOperationException(
                "The browser ended before it listened.");
            if (line.StartsWith(announcement, StringComparison.Ordinal)) { address = line[announcement.Length..]; }
        }
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, _patience.Token); // or a full pipe would stop it
        _process.BeginOutputReadLine();
        await _socket.ConnectAsync(new Uri(address), _patience.Token);
        _ = ReadAsync();
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        int id = Interlocked.Increment(ref _lastCall);
        TaskCompletionSource<JsonNode> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        JsonObject call = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (_session is not null) { call["sessionId"] = _session; }
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, true, _patience.Token);
        return await answer.Task.WaitAsync(_patience.Token);
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using MemoryStream message = new();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), _patience.Token);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) { return; }
                Take(JsonNode.Parse(message.ToArray())!);
            }
        }
        // closed; who waits for an answer has the same patience
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException) { }
    }

    private void Take(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is int id)
        {
            if (message["error"] is JsonNode error)
            {
                _calls[id].SetException(new InvalidOperationException(error.ToJsonString()));
            }
            else { _calls[id].SetResult(message["result"]!); }
            return;
        }
        JsonNode? said = message["params"];
        switch (message["method"]!.GetValue<string>())
        {
            case "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded":
                Console.Enqueue(said!.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(said!["request"]!["url"]!.GetValue<string>());
                break;
            case "Page.loadEventFired":
                if (!Requests.IsEmpty) { _loaded.TrySetResult(); }
                break;
        }
    }
}
