using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Rejects a list of providers with advice. The message of PowerShell has none.</summary>
public sealed class OneProviderTransformationAttribute : ValueTransformationAttribute
{
    /// <inheritdoc/>
    private protected override object? Transform(object? input) =>
        input.Unwrap() switch
        {
            IList { Count: 1 } list => list[0],
            IList => throw new ArgumentTransformationMetadataException(
                "-Provider accepts one provider. Specify the others with -FallbackProvider."),
            _ => input,
        };
}
