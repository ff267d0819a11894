using System.Management.Automation;
using System.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Resolves literal paths that users specify.</summary>
internal static class LiteralPath
{
    /// <summary>Returns the full path. It need not exist.</summary>
    /// <param name="session">The session, whose drives and location apply.</param>
    /// <param name="path">The path as it was specified.</param>
    /// <param name="fail">
    /// Returns the exception to throw if no file or folder can have this path. The message of its parameter is a
    /// sentence without control characters.
    /// </param>
    /// <param name="provider">The provider of the path, which is not always the file system.</param>
    public static string Resolve(
        SessionState session, string path, Func<IOException, Exception> fail, out ProviderInfo provider)
    {
        try
        {
            if (path.Contains('\0'))
            {
                throw new IOException("The path contains a null character.");
            }
            string full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
            if (provider.Name != "FileSystem")
            {
                return full;
            }
            // Before GetFullPath, which turns a name such as "con" into the path of a device.
            bool isWindows = Path.DirectorySeparatorChar == '\\';
            if (isWindows && WindowsPath.DescribeProblem(full) is string problem)
            {
                throw new IOException(problem + ".");
            }
            return Path.GetFullPath(full);
        }
        catch (Exception e) when (e
            is IOException
            or System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException
            or ItemNotFoundException
            or InvalidOperationException // of a provider
            or ArgumentException
            or NotSupportedException
            or SecurityException)
        {
            throw fail(new IOException(TextSanitizer.Sanitize(e.Message), e));
        }
    }
}
