using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Rejects a key in plain text with advice. The message of PowerShell has none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string
            ? inputData
            : throw new ArgumentTransformationMetadataException(
                "A key must be a SecureString, because plain text stays in the command history. To enter it: "
                + "(Read-Host -AsSecureString). To convert text in a script: "
                + "(ConvertTo-SecureString $text -AsPlainText -Force)");
}
