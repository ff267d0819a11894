namespace TikTokFollowing.Cmdlets.Commands;

internal static class HelpPages
{
    // Get-Help -Online opens this followed by the cmdlet's name and ".md".
    public const string Address = "https://github.com/tiktokfollowing/TikTokFollowing/blob/main/docs/en-US/";
}
