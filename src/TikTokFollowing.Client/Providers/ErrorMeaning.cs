namespace TikTokFollowing.Client.Providers;

/// <summary>Specifies the meaning of a status or of an error code at one provider.</summary>
/// <param name="Kind">The kind of the error. The words of a 403 can contradict it.</param>
/// <param name="Status">The status; null for a code.</param>
/// <param name="Code">The code; null for a status.</param>
internal sealed record ErrorMeaning(FollowingErrorKind Kind, int? Status = null, string? Code = null)
{
    public bool Matches(ErrorResponse response) =>
        Code is null ? Status == response.Status && !response.IsPermanent : Code == response.Code;
}
