using System.Globalization;
using System.Text;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Provides the names of the files of a user. They are valid on every file system, also where capital letters do not
/// count, and are the same for every spelling of a handle.
/// </summary>
internal static class HistoryFileName
{
    public const string Extension = ".history.jsonl";
    public const string PendingExtension = ".pending.jsonl";

    private const int MaxLength = 150;

    /// <summary>Returns the name of the history of a user, such as <c>someone.history.jsonl</c>.</summary>
    public static string Of(FollowingHandle user) => StemOf(user) + Extension;

    /// <summary>Returns the path of the pending file next to a history.</summary>
    public static string PendingPathOf(string historyPath)
    {
        string name = Path.GetFileName(historyPath);
        bool isUsual = name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
        string stem = isUsual ? name.Substring(0, name.Length - Extension.Length) : name;
        return Path.Combine(Path.GetDirectoryName(historyPath) ?? "", stem + PendingExtension);
    }

    public static string StemOf(FollowingHandle user)
    {
        if (user.Kind == HandleKind.SecUid)
        {
            return "sec_uid-" + ShortHash.Of(user.Value); // its capital letters count
        }
        string handle = user.Value.ToLowerInvariant();
        string stem = Escape(handle);
        return stem.Length > MaxLength ? $"{stem.Remove(MaxLength)}+{ShortHash.Of(handle)}" : stem;
    }

    private static string Escape(string handle)
    {
        StringBuilder stem = new(handle.Length);
        foreach (byte value in Encoding.UTF8.GetBytes(handle))
        {
            bool isPlain = value is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9')
                or (byte)'.' or (byte)'_' or (byte)'-';
            // A file that starts with a dot is hidden on Unix. Windows reserves names of devices up to the first dot.
            bool isFirstOfSpecial = stem.Length == 0 && (value == (byte)'.' || WindowsPath.IsDevice(handle));
            if (isPlain && !isFirstOfSpecial)
            {
                stem.Append((char)value);
            }
            else
            {
                stem.Append('%').Append(value.ToString("x2", CultureInfo.InvariantCulture));
            }
        }
        return stem.ToString();
    }
}
