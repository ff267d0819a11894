#if NETFRAMEWORK
#pragma warning disable IDE0161 // two namespaces: all that .NET Framework lacks is in this file
// The other projects use these types through InternalsVisibleTo.
namespace System.Runtime.CompilerServices
{
    /// <summary>Marks an init-only setter.</summary>
    internal static class IsExternalInit;
}

namespace System
{
    /// <summary>Provides overloads with a comparison. All callers compare ordinally.</summary>
    internal static class StringPolyfills
    {
        public static bool StartsWith(this string text, char first) => text.Length > 0 && text[0] == first;

        public static bool Contains(this string text, char part) => text.IndexOf(part) >= 0;

        public static bool Contains(this string text, string part, StringComparison comparison) =>
            text.IndexOf(part, comparison) >= 0;

        public static string Replace(this string text, string part, string replacement, StringComparison comparison) =>
            comparison == StringComparison.Ordinal
                ? text.Replace(part, replacement)
                : throw new NotSupportedException();
    }
}
#endif
