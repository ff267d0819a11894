using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Checks the net472 client with the sandbox of the same build, over real sockets.</summary>
internal static class ClientChecks
{
    private static readonly HttpSettings s_fast =
        new() { Timeout = TimeSpan.FromSeconds(30), RetryInterval = TimeSpan.FromMilliseconds(1) };

    private static readonly SandboxFault[] s_retried =
    [
        SandboxFault.RateLimit,
        SandboxFault.ServerError,
        SandboxFault.Truncated,
        SandboxFault.CutWithoutLength,
        SandboxFault.ConnectionReset,
        SandboxFault.EmptyPage,
    ];

    private static readonly (SandboxFault Fault, FollowingErrorKind Kind)[] s_notRetried =
    [
        (SandboxFault.Html, FollowingErrorKind.UnexpectedResponse),
        (SandboxFault.Redirect, FollowingErrorKind.UnexpectedResponse),
        (SandboxFault.TooLarge, FollowingErrorKind.UnexpectedResponse),
        (SandboxFault.Unauthorized, FollowingErrorKind.AuthenticationFailed),
        (SandboxFault.NoCredits, FollowingErrorKind.CreditsExhausted),
        (SandboxFault.RepeatedCursor, FollowingErrorKind.PagingStalled),
    ];

    public static void Run(Checks checks)
    {
        RunLists(checks);
        checks.Run("Timeout: the attempt ends after its time-out and is retried", Timeout);
        checks.Run("Cancellation ends a request that waits", Cancellation);
        checks.Run("A connection that closes without a response: all requests are counted", ClosedConnection);
        checks.Run("A journal returns every value, and only the missing pages are requested", Journal);
        checks.Run("Emoji are read as UTF-8 and as escapes, and half a pair becomes U+FFFD", Surrogates);
    }

    private static void RunLists(Checks checks)
    {
        string[] expected = [];
        checks.Run("SociaVault: the whole list, without a second request for a page", async () =>
        {
            using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions());
            List<FollowedAccount> accounts = await List("SociaVault", sandbox);
            expected = [.. Handles(accounts)];
            CheckWhole(sandbox, accounts, 5);
        });

        IEnumerable<string> others = ProviderRegistry.All
            .Select(static provider => provider.Facts.Name)
            .Where(static name => name != "SociaVault");
        foreach (string provider in others)
        {
            checks.Run($"{provider}: the same list", async () =>
            {
                using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions());
                List<FollowedAccount> accounts = await List(provider, sandbox);
                CheckWhole(sandbox, accounts, 5);
                Checks.Same(expected, Handles(accounts), "the handles");
            });
        }

        foreach (SandboxFault fault in s_retried)
        {
            checks.Run($"{fault}: the request is retried, and the list is whole", async () =>
            {
                using SandboxHttpServer sandbox = StartWith(fault);
                List<FollowedAccount> accounts = await List("ScrapeCreators", sandbox);
                CheckWhole(sandbox, accounts, 6);
                Checks.Same(expected, Handles(accounts), "the handles");
            });
        }

        foreach ((SandboxFault fault, FollowingErrorKind kind) in s_notRetried)
        {
            checks.Run($"{fault}: reported as {kind} without a retry", async () =>
            {
                using SandboxHttpServer sandbox = StartWith(fault);
                FollowingException e = await Checks.Throws<FollowingException>(() => List("SociaVault", sandbox));
                Checks.Equal(kind, e.Kind, "the kind");
                Checks.Equal(2, sandbox.Ledger.Requests, "requests");
            });
        }
    }

    private static async Task Timeout()
    {
        using SandboxHttpServer sandbox = StartWith(SandboxFault.Timeout);
        HttpSettings settings = s_fast with { Timeout = TimeSpan.FromSeconds(1) };
        CheckWhole(sandbox, await List("DumplingAI", sandbox, settings: settings), 6);
    }

    private static async Task Cancellation()
    {
        using SandboxHttpServer sandbox =
            SandboxHttpServer.Start(new SandboxOptions { Fault = [SandboxFault.Timeout], FaultEvery = 1 });
        using CancellationTokenSource stop = new();
        using ListPager list = Open("SociaVault", sandbox);
        Task<FollowingPage?> page = list.NextPageAsync(stop.Token);
        while (sandbox.Ledger.Requests == 0)
        {
            await Task.Yield();
        }
        stop.Cancel();
        Task first = await Task.WhenAny(page, Task.Delay(TimeSpan.FromSeconds(5)));
        Checks.Equal<Task>(page, first, "the first completed task");
        await Checks.Throws<OperationCanceledException>(() => page);
    }

    // Mono resends less than .NET Framework does. The header proves that no connection is kept: without a kept one,
    // .NET Framework resends no request.
    private static async Task ClosedConnection()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        List<string> requests = [];
        Task serving = Task.Run(async () =>
        {
            while (true)
            {
                using TcpClient connection = await listener.AcceptTcpClientAsync();
                using NetworkStream stream = connection.GetStream();
                string request = await ReadHeaderAsync(stream);
                lock (requests)
                {
                    requests.Add(request);
                }
            }
        });
        Uri address = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        HttpSettings settings = s_fast with { MaximumRetryCount = 1 };
        FollowingClient client = new(ProviderRegistry.Get("SociaVault"), new ApiKey("a-key"), address, settings);
        using ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("@someone")));
        FollowingException e = await Checks.Throws<FollowingException>(
            () => list.NextPageAsync(CancellationToken.None));
        listener.Stop();
        await serving.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
        Checks.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind, "the kind");
        Checks.Equal(2, requests.Count, "requests");
        bool closes = requests[0].IndexOf("Connection: close", StringComparison.OrdinalIgnoreCase) > 0;
        Checks.Equal(true, closes, "Connection: close");
    }

    private static async Task<string> ReadHeaderAsync(NetworkStream stream)
    {
        string text = "";
        byte[] buffer = new byte[4096];
        int read = 1;
        while (read > 0 && text.IndexOf("\r\n\r\n", StringComparison.Ordinal) < 0)
        {
            read = await stream.ReadAsync(buffer, 0, buffer.Length);
            text += Encoding.ASCII.GetString(buffer, 0, read);
        }
        return text;
    }

    private static async Task Journal()
    {
        using TemporaryFolder folder = new();
        using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions());
        JournalOptions journal = new(folder.FullName, IsFictitious: true);
        List<FollowedAccount> begun = [];
        using (ListPager list = Open("UnifAPI", sandbox, journal))
        {
            for (int page = 0; page < 2; page++)
            {
                begun.AddRange((await list.NextPageAsync(CancellationToken.None))!.Accounts);
            }
        }
        Checks.Equal(2, sandbox.Ledger.Requests, "requests of the first run");

        List<FollowedAccount> all = await List("UnifAPI", sandbox, journal);
        CheckWhole(sandbox, all, 5);
        Checks.Same(begun.Select(Describe), all.Take(begun.Count).Select(Describe), "accounts of the journal");

        List<FollowedAccount> repeated = await List("UnifAPI", sandbox, journal);
        Checks.Equal(5, sandbox.Ledger.Requests, "requests after the third run");
        Checks.Same(all.Select(Describe), repeated.Select(Describe), "accounts of the whole journal");
    }

    private static async Task Surrogates()
    {
        string[] names = ["\"Tea \U0001F375\"", "\"Tea \\ud83c\\udf75\"", "\"Tea \\ud83c\""];
        IEnumerable<string> records = names.Select((name, index) =>
            $$"""{"uid":"690000000000000000{{index}}","unique_id":"tea.{{index}}","nickname":{{name}}}""");
        FixedResponses server = new(
            $$"""
            {"followings":[{{string.Join(",", records)}}],"has_more":false,"min_time":0,"total":3,"status_code":0}
            """);
        using HttpClient transport = SharedHttpClient.Create(server);
        FollowingClient client = new(
            ProviderRegistry.Get("ScrapeCreators"), new ApiKey("a-key"), settings: s_fast, transport: transport);
        using ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));
        FollowingPage page = (await list.NextPageAsync(CancellationToken.None))!;
        Checks.Same(
            ["Tea \U0001F375", "Tea \U0001F375", "Tea \uFFFD"],
            page.Accounts.Select(static account => account.DisplayName!),
            "the names");
    }

    private static void CheckWhole(SandboxHttpServer sandbox, List<FollowedAccount> accounts, long requests)
    {
        Checks.Same(Enumerable.Range(1, 90), accounts.Select(static account => account.Position), "the positions");
        Checks.Equal(90, Handles(accounts).Distinct().Count(), "different handles");
        Checks.Equal(requests, sandbox.Ledger.Requests, "requests");
        Checks.Equal(null, sandbox.Failure, "failures of the sandbox");
    }

    private static IEnumerable<string> Handles(List<FollowedAccount> accounts) =>
        accounts.Select(static account => account.Handle!);

    private static SandboxHttpServer StartWith(SandboxFault fault) =>
        SandboxHttpServer.Start(new SandboxOptions { Fault = [fault], FaultPage = [2] });

    private static ListPager Open(
        string provider, SandboxHttpServer sandbox, JournalOptions? journal = null, HttpSettings? settings = null)
    {
        FollowingClient client = new(
            ProviderRegistry.Get(provider),
            new ApiKey("a-key"),
            sandbox.BaseUri,
            settings ?? s_fast,
            checkpoint: journal);
        return client.Open(new FollowingQuery(FollowingHandle.Parse("@someone")));
    }

    private static async Task<List<FollowedAccount>> List(
        string provider, SandboxHttpServer sandbox, JournalOptions? journal = null, HttpSettings? settings = null)
    {
        using ListPager list = Open(provider, sandbox, journal, settings);
        List<FollowedAccount> accounts = [];
        while (await list.NextPageAsync(CancellationToken.None) is FollowingPage page)
        {
            accounts.AddRange(page.Accounts);
        }
        return accounts;
    }

    // Reflection includes properties that are added later.
    private static string Describe(FollowedAccount account) =>
        string.Join("; ", typeof(FollowedAccount).GetProperties().Select(property =>
            property.GetValue(account) is DateTime time
                ? $"{property.Name}={time:O}"
                : $"{property.Name}={property.GetValue(account)}"));
}
