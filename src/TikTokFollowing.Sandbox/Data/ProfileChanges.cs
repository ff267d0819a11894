namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Computes the changes of a profile since day 0. They depend on the account alone, so that all lists show the same.
/// </summary>
internal readonly struct ProfileChanges(ulong id, int day)
{
    private const ulong Salt = 0x9F0F_11E5_0C4A_6E5D;

    private static readonly string[] s_suffixes = [".tv", ".co", "_hq"];

    private enum Kind
    {
        Handle = 1,
        DisplayName,
        Bio,
        Verification,
        Privacy,
        Growth,
    }

    /// <summary>Gets the number of other display names that the account has had.</summary>
    public int DisplayNames => Count(Kind.DisplayName, 240);

    public int Bios => Count(Kind.Bio, 200);

    public bool IsVerificationChanged => HasOccurred(Kind.Verification, 2500);

    public bool IsPrivacyChanged => HasOccurred(Kind.Privacy, 4000);

    private bool IsRenamed => HasOccurred(Kind.Handle, 700);

    /// <summary>Finds the account that has a handle on a day.</summary>
    /// <returns>The id; null if the account had the handle earlier, or will have it later.</returns>
    public static ulong? FindId(string handle, int day)
    {
        ulong id = SandboxData.IdOf(handle);
        string name = SandboxData.InLowerCase(handle);
        if (GeneratedName.IsGenerated(name))
        {
            return new ProfileChanges(id, day).IsRenamed ? null : id;
        }

        string suffix = Array.Find(s_suffixes, end => name.EndsWith(end, StringComparison.Ordinal)) ?? "";
        string former = name.Substring(0, name.Length - suffix.Length);
        ulong formerId = SandboxData.IdOf(former);
        if (GeneratedName.IsGenerated(former) && new ProfileChanges(formerId, day).Suffix == suffix)
        {
            return new ProfileChanges(formerId, day).IsRenamed ? formerId : null;
        }

        return id;
    }

    private string Suffix => s_suffixes[(int)(Random(Kind.Handle) % 3)];

    /// <summary>Returns the handle on this day. A renamed account adds something to its first handle.</summary>
    public string HandleOf(string firstHandle) => IsRenamed ? firstHandle + Suffix : firstHandle;

    /// <summary>Returns a counter on this day. Counters change by up to half a percent a day.</summary>
    public long Grow(long count)
    {
        long rate = (long)(Random(Kind.Growth) % 60) - 12;
        return count + (count * rate * day / 10_000);
    }

    private int Count(Kind kind, int interval)
    {
        int first = FirstDay(kind, interval);
        return day < first ? 0 : 1 + ((day - first) / interval);
    }

    private bool HasOccurred(Kind kind, int interval) => day >= FirstDay(kind, interval);

    private int FirstDay(Kind kind, int interval) => 1 + (int)((Random(kind) >> 8) % (ulong)interval);

    private ulong Random(Kind kind) => StableHash.Mix(id ^ Salt, (long)kind);
}
