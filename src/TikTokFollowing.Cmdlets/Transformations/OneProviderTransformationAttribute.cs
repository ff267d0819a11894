using System.Collections;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Rejects a list of providers with advice. The message of PowerShell has none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneProviderTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            IList { Count: 1 } list => list[0],
            IList => throw new ArgumentTransformationMetadataException(
                "-Provider accepts one provider. Specify the others with -FallbackProvider."),
            _ => inputData,
        };
}
