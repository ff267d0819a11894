using System.Management.Automation;

namespace EmptyModule;

/// <summary>Does nothing, so that only the import is measured.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : Cmdlet
{
}
