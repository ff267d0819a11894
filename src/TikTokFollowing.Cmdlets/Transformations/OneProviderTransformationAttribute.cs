using System;
using System.Collections;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Says that one provider is asked at a time, to who names several. PowerShell would only say that a list is no string.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneProviderTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            IList { Count: 1 } list => list[0],
            IList => throw new ArgumentTransformationMetadataException("-Provider takes one provider. Those that take over when it is down go to -FallbackProvider."),
            _ => inputData,
        };
}
