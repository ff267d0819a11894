#if NETFRAMEWORK
// What the C# compiler asks for and .NET Framework does not have. One copy, here: the other projects see it through InternalsVisibleTo.
namespace System.Runtime.CompilerServices
{
    /// <summary>Marks an init-only setter.</summary>
    internal static class IsExternalInit;
}
#endif
