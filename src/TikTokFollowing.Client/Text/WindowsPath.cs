namespace TikTokFollowing.Client.Text;

/// <summary>
/// Contains the rules of Windows for paths. They do not depend on the system, so that tests can check them everywhere.
/// </summary>
internal static class WindowsPath
{
    // The superscript digits count as digits. Windows 11 allows some of these names, but other programs do not.
    private const string PortDigits = "0123456789\u00b9\u00b2\u00b3";

    private static readonly string[] s_devices =
    [
        "con", "prn", "aux", "nul", "conin$", "conout$",
        .. PortDigits.SelectMany(static digit => new[] { "com" + digit, "lpt" + digit }),
    ];

    private static readonly char[] s_separators = ['\\', '/'];
    private static readonly char[] s_forbidden =
        [.. "<>:\"|?*", .. Enumerable.Range(0, ' ').Select(static code => (char)code)];

    /// <summary>Indicates whether a name is reserved for a device, with any extension.</summary>
    public static bool IsDevice(string name)
    {
        return s_devices.Contains(name.Split('.', ':')[0].TrimEnd(' '), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Returns the reason why no file or folder can have a path on Windows.</summary>
    /// <param name="path">An absolute path, or a relative one without a drive.</param>
    /// <returns>The start of a sentence without a full stop; null if the path is valid.</returns>
    public static string? DescribeProblem(string path)
    {
        int root = GetRootLength(path);
        if (root < 0)
        {
            return "it is the path of a device";
        }
        foreach (string name in path.Substring(root).Split(s_separators))
        {
            int position = name.IndexOfAny(s_forbidden);
            if (position >= 0)
            {
                char forbidden = name[position];
                return $"Windows allows no {(forbidden < ' ' ? "control characters" : $"'{forbidden}'")} in names";
            }
            if (IsDevice(name))
            {
                return $"Windows reserves the name '{name}' for a device";
            }
        }
        return null;
    }

    // C:\, \\server\share, \\?\C:\ and \\?\UNC\server\share have characters that names cannot have. -1: a device.
    private static int GetRootLength(string path)
    {
        string start = path.Replace('/', '\\');
        if (start.StartsWith(@"\\.\", StringComparison.Ordinal))
        {
            return -1;
        }
        int prefix = start.StartsWith(@"\\?\", StringComparison.Ordinal) ? 4 : 0;
        bool hasDrive = start.Length > prefix + 1 && start[prefix + 1] == ':';
        return hasDrive ? prefix + 2 : prefix;
    }
}
