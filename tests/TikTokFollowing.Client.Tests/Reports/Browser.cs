using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>
/// Marks a test that needs Chromium, Chrome or Edge. It is skipped if none is installed; CHROME_PATH can specify the
/// program.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Program is null)
        {
            Skip = "Chromium, Chrome or Edge was not found (CHROME_PATH can specify one).";
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
/// Controls a headless browser with one page through its DevTools protocol. Records the console and the requests of the
/// page.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(2));
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _calls = [];
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastCall;
    private string? _session;

    private Browser(Process process, DirectoryInfo profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Gets the program of the browser; null if none is installed.</summary>
    public static string? Program { get; } = Candidates().FirstOrDefault(File.Exists);

    /// <summary>Gets the errors, warnings and messages of the console of the page.</summary>
    public ConcurrentQueue<string> Console { get; } = [];

    /// <summary>Gets the requested addresses, first that of the page.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Starts a browser and loads a file.</summary>
    /// <param name="file">The page.</param>
    /// <param name="colourScheme">The preferred scheme, dark or light; null for the default of the browser.</param>
    /// <param name="before">A script that runs before those of the page; null for none.</param>
    public static async Task<Browser> OpenAsync(string file, string? colourScheme = null, string? before = null)
    {
        DirectoryInfo profile = Directory.CreateTempSubdirectory("browser");
        ProcessStartInfo start = new(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            "--headless",
            "--remote-debugging-port=0",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--lang=en-US",
            $"--user-data-dir={profile.FullName}",
            "about:blank",
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        // Chromium does not start with a sandbox as root.
        if (OperatingSystem.IsLinux() && Environment.UserName == "root")
        {
            start.ArgumentList.Add("--no-sandbox");
        }
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
                        ["features"] = new JsonArray(
                            new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = colourScheme }),
                    });
            }
            if (before is not null)
            {
                await browser.CallAsync(
                    "Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = before });
            }
            await browser.CallAsync("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });
            await browser._loaded.Task.WaitAsync(browser._timeout.Token);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Evaluates an expression in the page.</summary>
    public async Task<T> GetAsync<T>(string expression)
    {
        JsonNode response = await CallAsync(
            "Runtime.evaluate",
            new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        if (response["exceptionDetails"] is JsonNode problem)
        {
            throw new InvalidOperationException($"{expression}: {problem.ToJsonString()}");
        }
        return response["result"]!["value"].Deserialize<T>()!;
    }

    /// <summary>Counts the elements whose id another element has as well.</summary>
    public Task<int> CountDuplicateIdsAsync() => GetAsync<int>(
        """
        (() => {
          const ids = Array.from(document.querySelectorAll('[id]'), each => each.id);
          return ids.length - new Set(ids).size;
        })()
        """);

    /// <summary>Types a text into the focused element.</summary>
    public Task TypeAsync(string text) => CallAsync("Input.insertText", new JsonObject { ["text"] = text });

    /// <summary>Presses and releases the Enter key.</summary>
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

    /// <summary>Renders the page for a medium, screen or print.</summary>
    public Task SetMediaAsync(string media) =>
        CallAsync("Emulation.setEmulatedMedia", new JsonObject { ["media"] = media });

    public Task SetWidthAsync(int width) =>
        CallAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject { ["width"] = width, ["height"] = 800, ["deviceScaleFactor"] = 1, ["mobile"] = false });

    public async ValueTask DisposeAsync()
    {
        _timeout.Cancel();
        _socket.Dispose();
        if (!_process.HasExited) { _process.Kill(entireProcessTree: true); }
        await _process.WaitForExitAsync();
        _process.Dispose();
        _timeout.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A child process can keep a file open for a moment. The system deletes temporary files.
        }
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("CHROME_PATH") is { Length: > 0 } named) { yield return named; }
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (string folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (string name in names)
            {
                yield return Path.Combine(folder, name);
            }
        }
        Environment.SpecialFolder[] programs =
            [Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86];
        foreach (Environment.SpecialFolder folder in programs)
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
                await _process.StandardError.ReadLineAsync(_timeout.Token) ?? throw new InvalidOperationException(
                "The browser ended before it listened.");
            if (line.StartsWith(announcement, StringComparison.Ordinal)) { address = line[announcement.Length..]; }
        }
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, _timeout.Token); // or a full pipe would stop it
        _process.BeginOutputReadLine();
        await _socket.ConnectAsync(new Uri(address), _timeout.Token);
        _ = ReadAsync();
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        int id = Interlocked.Increment(ref _lastCall);
        TaskCompletionSource<JsonNode> response = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = response;
        JsonObject call = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (_session is not null) { call["sessionId"] = _session; }
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, true, _timeout.Token);
        return await response.Task.WaitAsync(_timeout.Token);
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
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), _timeout.Token);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) { return; }
                Take(JsonNode.Parse(message.ToArray())!);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The browser is closed. A call that waits for its response has the same time-out.
        }
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
        JsonNode? parameters = message["params"];
        switch (message["method"]!.GetValue<string>())
        {
            case "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded":
                Console.Enqueue(parameters!.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters!["request"]!["url"]!.GetValue<string>());
                break;
            case "Page.loadEventFired":
                if (!Requests.IsEmpty) { _loaded.TrySetResult(); }
                break;
        }
    }
}
