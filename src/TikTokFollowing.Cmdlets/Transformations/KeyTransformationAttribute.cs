using System.Management.Automation;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Rejects a key in plain text with advice. The message of PowerShell has none.</summary>
public sealed class KeyTransformationAttribute : ValueTransformationAttribute
{
    /// <inheritdoc/>
    private protected override object? Transform(object? input) =>
        input.Unwrap() is not string
            ? input
            : throw new ArgumentTransformationMetadataException(
                "A key must be a SecureString, because plain text stays in the command history. To enter it: "
                + "(Read-Host -AsSecureString). To convert text in a script: "
                + "(ConvertTo-SecureString $text -AsPlainText -Force)");
}
