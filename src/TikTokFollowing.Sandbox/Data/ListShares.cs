namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Selects the shared accounts of one list: many of the core, and some of the owner's two niches. From the sixth
/// follow on, one in three is shared, up to a limit. The selection does not depend on the length of the list, so that
/// a shorter list is the start of a longer one.
/// </summary>
internal sealed class ListShares
{
    private const int FirstRank = 5;
    private const int Stride = 3;
    private const int MaxPlaced = 80;
    private const ulong Salt = 0x5A1E_D0CC_2B7F_4D01;

    private readonly ulong _seed;
    private readonly int[] _numbers;

    public ListShares(ulong ownerId)
    {
        _seed = StableHash.Mix(ownerId ^ Salt);
        int niche = (int)(_seed % SharedAccounts.NicheCount);
        int second = (niche + 1 + (int)((_seed >> 8) % (SharedAccounts.NicheCount - 1))) % SharedAccounts.NicheCount;

        // Sorted by falling probability of a follow. The first accounts of the core and of a niche are the most
        // popular.
        (int Group, int Weight)[] sources = [(0, 3), (1 + niche, 6), (1 + second, 6)];
        _numbers =
        [
            .. from source in sources
               from place in Enumerable.Range(0, SharedAccounts.GroupSize)
               let number = (source.Group * SharedAccounts.GroupSize) + place
               where SharedAccounts.IdOf(number) != ownerId
               orderby ((long)(StableHash.Mix(~_seed, number) % 1000) + 1) * (place + source.Weight), number
               select number,
        ];
    }

    /// <summary>Returns the number of shared accounts among the first follows of day 0.</summary>
    public int CountWithin(int count) =>
        Enumerable.Range(0, MaxPlaced).TakeWhile(turn => RankOf(turn) < count).Count();

    /// <summary>Returns the account at a rank of day 0; null if it is one of the owner's own accounts.</summary>
    public AccountKey? PlacedAt(int rank)
    {
        int turn = (rank - FirstRank) / Stride;
        return rank >= FirstRank && turn < MaxPlaced && RankOf(turn) == rank ? At(turn) : null;
    }

    /// <summary>Returns the account that the owner follows in this turn; null if none is left.</summary>
    public AccountKey? At(int turn) => turn < _numbers.Length ? new AccountKey(IsShared: true, _numbers[turn]) : null;

    private int RankOf(int turn) => FirstRank + (turn * Stride) + (int)(StableHash.Mix(_seed, turn) % Stride);
}
