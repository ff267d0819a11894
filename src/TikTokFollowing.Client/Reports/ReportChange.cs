using System.Collections.Generic;

namespace TikTokFollowing.Client.Reports;

/// <summary>A difference between two lists.</summary>
/// <param name="Kind">What happened, such as <c>Followed</c>. Kinds that are not known here are shown by their name.</param>
/// <param name="Account">The account as it is now, or as it was last seen.</param>
/// <param name="Edits">What is different about it; none for a follow.</param>
internal sealed record ReportChange(string Kind, FollowedAccount Account, IReadOnlyList<ReportEdit> Edits);

/// <summary>A value that was another one before.</summary>
/// <param name="Property">The property's name, such as <c>Handle</c>.</param>
/// <param name="Before">The value before; null where it was not known.</param>
/// <param name="Now">The value now; null where it is not known.</param>
internal sealed record ReportEdit(string Property, string? Before, string? Now);
