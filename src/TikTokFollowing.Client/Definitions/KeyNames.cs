namespace TikTokFollowing.Client.Definitions;

/// <summary>Recognizes names of fields that contain keys. Keys are sent in the header of <c>auth</c> only.</summary>
internal static class KeyNames
{
    // Without the separators between the words.
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "accesskey", "accesstoken", "apikey", "apitoken", "auth", "authkey", "authorization", "authtoken", "bearer",
        "clientsecret", "key", "password", "secret", "secretkey", "token", "xaccesskey", "xapikey", "xrapidapikey",
    };

    public static bool Contains(string name) => s_names.Contains(new string([.. name.Where(char.IsLetterOrDigit)]));
}
