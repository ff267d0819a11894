#if NET
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
#endif
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Opens files for reading that a writer has open. On Unix, <see cref="FileStream"/> takes an advisory lock for each
/// share mode, and the exclusive lock of a writer would exclude readers.
/// </summary>
internal static class UnlockedFile
{
#if NET
    private const int ReadOnly = 0x0000;
    private const int CloseOnExec = 0x0010;
#endif

    /// <exception cref="IOException">The file cannot be opened, or it is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read.</exception>
    public static FileStream OpenRead(string path)
    {
        RegularFile.ThrowIfOther(path);
#if NET
        if (Path.DirectorySeparatorChar != '\\' && TryOpen(path) is FileStream file)
        {
            return file;
        }
#endif
        const FileShare Share = FileShare.ReadWrite | FileShare.Delete;
        return new FileStream(path, FileMode.Open, FileAccess.Read, Share, bufferSize: 1);
    }

#if NET
    // Null lets FileStream report the error.
    private static FileStream? TryOpen(string path)
    {
        try
        {
            IntPtr descriptor = Open([.. Encoding.UTF8.GetBytes(path), 0], ReadOnly | CloseOnExec, 0);
            return descriptor < 0
                ? null
                : new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 1);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    // The library of .NET has the same flags on every Unix.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr Open(byte[] path, int flags, int mode);
#endif
}
