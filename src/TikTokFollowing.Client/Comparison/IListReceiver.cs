using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Comparison;

/// <summary>Receives the accounts, pages and journals of an input in its order.</summary>
internal interface IListReceiver
{
    /// <summary>Starts a file, or continues with the input after one.</summary>
    void StartSource();

    void Add(FollowedAccount account);

    void Add(FollowingPage page);

    void Add(JournalReader journal);
}

/// <summary>Describes an input in messages.</summary>
/// <param name="Name">The name, such as <c>the reference side</c>.</param>
/// <param name="Consequence">The result of an error, such as <c>Nothing was compared.</c></param>
internal sealed record InputDescription(string Name, string Consequence);
