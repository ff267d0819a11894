using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Rejects an unknown provider before PowerShell prompts for missing parameters, such as the key.</summary>
public sealed class ProviderTransformationAttribute : ValueTransformationAttribute
{
    /// <inheritdoc/>
    private protected override object? Transform(object? input) =>
        input.Unwrap() is string { Length: > 0 } name ? ProviderRegistry.Get(name).Facts.Name : input;
}
