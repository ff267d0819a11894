using System.Globalization;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Providers;

/// <summary>Describes a provider: addresses, authentication, prices, abilities and response formats.</summary>
internal sealed record ProviderMetadata(string Name, Uri BaseUri, Uri Website, KeyHeader KeyHeader)
{
    /// <summary>Gets the shape of the provider's own errors.</summary>
    public ErrorShape ErrorShape { get; init; }

    /// <summary>Gets the statuses and codes that have a special meaning.</summary>
    public IReadOnlyList<ErrorMeaning> Meanings { get; init; } = [];

    /// <summary>Gets the rules for responses of a provider by definition; null for a built-in provider.</summary>
    public ResponseRules? Rules { get; init; }

    /// <summary>
    /// Gets the paths of the records in a page, such as <c>data.followings</c>. A response with records is a page,
    /// whatever it states about an error.
    /// </summary>
    public IReadOnlyList<string> RecordPaths { get; init; } = [];

    /// <summary>
    /// Gets the credits per request; 0 if the provider charges by the account. If its own pages disagree, this is the
    /// highest price.
    /// </summary>
    public int CreditsPerRequest { get; init; }

    /// <summary>Gets the credits per account in a response; 0 if the provider charges by the request.</summary>
    public int CreditsPerRecord { get; init; }

    /// <summary>Gets the price in words, with contradictions between the provider's pages.</summary>
    public string Cost { get; init; } = "";

    public int DefaultPageSize { get; init; } = 20;

    public bool SupportsPageSize { get; init; }

    public int? MaximumPageSize { get; init; }

    public bool SupportsTrim { get; init; }

    /// <summary>Indicates whether pages state the total of the list.</summary>
    public bool StatesTotal { get; init; } = true;

    /// <summary>
    /// Indicates whether the cursor is a follow time in Unix seconds. If so, <c>-MinTime</c> works and pages state a
    /// window of follow times.
    /// </summary>
    public bool HasFollowTimes { get; init; }

    /// <summary>Gets the kinds of handles that requests can contain.</summary>
    public IReadOnlyList<HandleKind> Accepts { get; init; } = [HandleKind.Name];

    /// <summary>Indicates whether numeric ids or sec_uids are accepted.</summary>
    public bool AcceptsId => Accepts.Any(static kind => kind != HandleKind.Name);

    /// <summary>
    /// Indicates whether the provider requires an id that is looked up. The cursor then contains it, as
    /// <see cref="LookupCursor"/> describes.
    /// </summary>
    public bool LooksUpIds { get; init; }

    /// <summary>Gets the rules for cursors of a provider by definition; null for a built-in provider.</summary>
    public CursorRules? Cursor { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Indicates whether the module contains the provider. Otherwise, a file defines it.</summary>
    public bool IsBuiltIn { get; init; } = true;

    /// <summary>Gets the full path of the definition; null for a built-in provider.</summary>
    public string? DefinitionPath { get; init; }

    /// <summary>
    /// Indicates whether a command registered the definition. The definitions of a folder are loaded without one.
    /// </summary>
    public bool IsRegistered { get; init; }

    /// <summary>
    /// Gets the environment variable for the key, such as <c>SOCIAVAULT_API_KEY</c>; null if the environment is not
    /// searched. The prefix keeps a definition from receiving the key of another program, such as that of OpenAI.
    /// </summary>
    public string? EnvironmentVariable =>
        IsBuiltIn ? Variable : IsRegistered ? "TIKTOKFOLLOWING_" + Variable : null;

    /// <summary>
    /// Gets the name under which the session and the vaults keep the key. For a definition, it includes the host, so
    /// that a changed definition does not send the key to another host.
    /// </summary>
    public string KeyName => IsBuiltIn ? Name : $"{Name}@{Host}";

    private string Variable => Name.ToUpper(CultureInfo.InvariantCulture) + "_API_KEY";

    private string Host => BaseUri.IsDefaultPort
        ? HostName
        : FormattableString.Invariant($"{HostName}:{BaseUri.Port}");

    // IdnHost of an IPv6 address has no brackets.
    private string HostName => BaseUri.HostNameType == UriHostNameType.IPv6 ? BaseUri.Host : BaseUri.IdnHost;

    /// <summary>
    /// Indicates whether a cursor of another provider has the same meaning here. Follow times mean the same to all
    /// providers that have them, but not the ids before them.
    /// </summary>
    public bool CanUseCursorsOf(ProviderMetadata other) =>
        Name == other.Name || (HasFollowTimes && other is { HasFollowTimes: true, LooksUpIds: false });

    /// <summary>Splits a cursor into the id that was looked up and the provider's own cursor.</summary>
    public LookupCursor PositionOf(string? cursor) =>
        LooksUpIds ? LookupCursor.Parse(cursor) : new LookupCursor(null, cursor);

    /// <summary>Returns the listed price of pages that have a number of accounts together.</summary>
    public long PriceOf(long pages, long accounts) =>
        CreditsPerRequest * pages + CreditsPerRecord * Math.Max(accounts, pages);

    /// <summary>Returns the listed price of a page. A page without accounts costs as much as one account.</summary>
    public long PriceOf(int accounts) => PriceOf(1, accounts);
}
