using Polly;
using Polly.Retry;

namespace TikTokFollowing.Client.Http;

/// <summary>Runs an operation, and retries it with exponential back-off and jitter.</summary>
/// <param name="settings">Specifies the number of retries and the first delay.</param>
/// <param name="clock">Provides the delays.</param>
/// <param name="shouldRetry">
/// Indicates whether a retry can help, given the result or the exception of an attempt.
/// </param>
/// <param name="onRetry">Called before each delay, with the delay and the result of the attempt, if any.</param>
/// <param name="getDelay">
/// Returns the delay from the result and the number of retries so far; <see langword="null"/> for the back-off.
/// </param>
internal sealed class RetryPipeline<T>(
    HttpSettings settings,
    TimeProvider clock,
    Func<T?, Exception?, bool> shouldRetry,
    Action<T?, TimeSpan> onRetry,
    Func<T?, int, TimeSpan?>? getDelay = null)
    where T : class
{
    /// <summary>Runs an operation until no retry can help, and returns the outcome of its last attempt.</summary>
    /// <param name="attempt">Runs one attempt.</param>
    /// <param name="cancellationToken">Ends the delays. The attempts observe it as well.</param>
    public async Task<T> RunAsync(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        bool CanRetry(T? result, Exception? error) => settings.MaximumRetryCount > 0 && shouldRetry(result, error);

        // Most attempts succeed, and loading Polly would delay the first page. It is therefore loaded only for a retry.
        Task<T>? first = attempt(cancellationToken);
        try
        {
            T result = await first.ConfigureAwait(false);
            if (!CanRetry(result, null))
            {
                return result;
            }
        }
        catch (Exception e) when (CanRetry(null, e))
        {
            // The pipeline awaits the same task, and handles the exception.
        }

        // With a cancelled token, Polly would run no attempt and lose the outcome of the first one.
        using CancellationTokenSource waiting = new();
        CancellationTokenRegistration link = default;
        try
        {
            return await Build().ExecuteAsync(
                async token =>
                {
                    if (first is not Task<T> current)
                    {
                        return await attempt(token).ConfigureAwait(false);
                    }
                    first = null;
                    link = cancellationToken.Register(waiting.Cancel);
                    return await current.ConfigureAwait(false);
                },
                waiting.Token).ConfigureAwait(false);
        }
        finally
        {
            link.Dispose();
        }
    }

    private ResiliencePipeline<T> Build() => new ResiliencePipelineBuilder<T> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<T>
        {
            MaxRetryAttempts = settings.MaximumRetryCount,
            BackoffType = DelayBackoffType.Exponential,
            Delay = settings.RetryInterval,
            MaxDelay = RetryRule.MaxBackOff,
            UseJitter = true,
            ShouldHandle = args => new ValueTask<bool>(shouldRetry(args.Outcome.Result, args.Outcome.Exception)),
            DelayGenerator = args =>
                new ValueTask<TimeSpan?>(getDelay?.Invoke(args.Outcome.Result, args.AttemptNumber)),
            OnRetry = args =>
            {
                onRetry(args.Outcome.Result, args.RetryDelay);
                return default;
            },
        })
        .Build();
}
