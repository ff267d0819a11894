#if NET
using System.Runtime.InteropServices;
using System.Text;
#endif
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Journals;

/// <summary>
/// Rejects a path that is not a regular file before it is opened. Opening a FIFO waits for its other end, and a device
/// has no end.
/// </summary>
internal static class RegularFile
{
#if NET
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int ModeOffset = sizeof(int);

    // The runtime's structure is smaller; it starts with flags and mode, 32 bits each.
    private const int LargestStructure = 512;
#endif

    /// <summary>Throws for an existing path that is not a regular file. Links are followed.</summary>
    /// <exception cref="IOException">The path is a folder, a FIFO, a socket or a device.</exception>
    public static void ThrowIfOther(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("It is a folder.");
        }
        if (IsOther(path))
        {
            throw new IOException("It is not a regular file.");
        }
    }

    private static bool IsOther(string path)
    {
        if (Path.DirectorySeparatorChar == '\\')
        {
            return WindowsPath.IsDevice(Path.GetFileName(path))
                || path.StartsWith(@"\\.\", StringComparison.Ordinal)
                || path.StartsWith(@"\\?\pipe\", StringComparison.OrdinalIgnoreCase);
        }
#if NET
        IntPtr status = Marshal.AllocHGlobal(LargestStructure);
        try
        {
            // The bytes of a name are UTF-8 on Unix, and end with a zero.
            return Stat([.. Encoding.UTF8.GetBytes(path), 0], status) == 0
                && (Marshal.ReadInt32(status, ModeOffset) & TypeMask) != Regular;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
        finally
        {
            Marshal.FreeHGlobal(status);
        }
#else
        return false;
#endif
    }

#if NET
    // .NET has no method for the type of a file. Its own library has the same layout on every Unix.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(byte[] path, IntPtr status);
#endif
}
