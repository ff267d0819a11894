using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Provides the base class for attributes that check or convert the value of a parameter.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ValueTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return Transform(inputData);
        }
        catch (FollowingException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    /// <summary>Returns the value for PowerShell to bind.</summary>
    private protected abstract object? Transform(object? input);
}
