using System;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>Says how to give a key, to who gives it as plain text. PowerShell would only say that a string is no SecureString.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string
            ? inputData
            : throw new ArgumentTransformationMetadataException(
                "A key is a SecureString and no plain text, which would stay in the history. (Read-Host -AsSecureString) asks for it with a mask; "
                + "a script that has it as text takes (ConvertTo-SecureString $text -AsPlainText -Force).");
}
