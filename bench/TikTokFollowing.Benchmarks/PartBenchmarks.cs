using System.Net.Http;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Benchmarks;

/// <summary>Measures the parts of reading a full SociaVault page. Times and bytes are for one account.</summary>
[MemoryDiagnoser]
public class PartBenchmarks
{
    private readonly SecretForms _secrets =
        SecretRedactor.GetDataForms(new ApiKey("bench-0123456789abcdef0123456789abcdef"));

    private PreparedPage _page = null!;

    [GlobalSetup]
    public void Prepare() => _page = new PreparedPage("SociaVault", isTrimmed: false, includeRaw: false);

    [Benchmark(Description = "read the page", Baseline = true, OperationsPerInvoke = PreparedPage.Accounts)]
    public int Read() => _page.Read().Accounts.Count;

    [Benchmark(Description = "read its tokens", OperationsPerInvoke = PreparedPage.Accounts)]
    public int Tokens()
    {
        Utf8JsonReader reader = new(_page.Body);
        int tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark(Description = "parse a JsonDocument", OperationsPerInvoke = PreparedPage.Accounts)]
    public JsonValueKind Document()
    {
        using JsonDocument document = JsonDocument.Parse(_page.Body);
        return document.RootElement.ValueKind;
    }

    [Benchmark(Description = "search it for the key", OperationsPerInvoke = PreparedPage.Accounts)]
    public void RedactJson() => SecretRedactor.RedactJson(_page.Body, _secrets);

    [Benchmark(Description = "copy its bytes as they arrive", OperationsPerInvoke = PreparedPage.Accounts)]
    public int ReadBody()
    {
        using ByteArrayContent content = new(_page.Body);
        using PooledBuffer body = BodyReader.ReadAsync(content, isChunked: false, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        return body.Length;
    }
}
