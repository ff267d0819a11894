using System.Management.Automation;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Rejects an unknown provider before PowerShell prompts for missing parameters, such as the key.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProviderTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string { Length: > 0 } name)
        {
            return inputData;
        }

        try
        {
            return ProviderRegistry.Get(name).Facts.Name;
        }
        catch (FollowingException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
