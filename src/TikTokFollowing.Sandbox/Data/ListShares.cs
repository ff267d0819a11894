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
    private const int NumberBits = 16;
    private const long NumberMask = (1 << NumberBits) - 1;
    private const ulong Salt = 0x5A1E_D0CC_2B7F_4D01;

    private readonly ulong _seed;
    private readonly int[] _numbers;

    public ListShares(ulong ownerId)
    {
        _seed = StableHash.Mix(ownerId ^ Salt);
        int niche = (int)(_seed % SharedAccounts.NicheCount);
        int second = (niche + 1 + (int)((_seed >> 8) % (SharedAccounts.NicheCount - 1))) % SharedAccounts.NicheCount;
        long[] candidates =
        [
            .. Candidates(0, SharedAccounts.CoreSize, 3, ownerId),
            .. Candidates(StartOf(niche), SharedAccounts.NicheSize, 6, ownerId),
            .. Candidates(StartOf(second), SharedAccounts.NicheSize, 6, ownerId),
        ];
        Array.Sort(candidates);
        _numbers = Array.ConvertAll(candidates, static candidate => (int)(candidate & NumberMask));
    }

    /// <summary>Returns the number of shared accounts among the first follows of day 0.</summary>
    public int CountWithin(int count)
    {
        int placed = 0;
        while (placed < MaxPlaced && RankOf(placed) < count)
        {
            placed++;
        }

        return placed;
    }

    /// <summary>Returns the account at a rank of day 0; null if it is one of the owner's own accounts.</summary>
    public AccountKey? PlacedAt(int rank)
    {
        int turn = (rank - FirstRank) / Stride;
        return rank >= FirstRank && turn < MaxPlaced && RankOf(turn) == rank ? At(turn) : null;
    }

    /// <summary>Returns the account that the owner follows in this turn; null if none is left.</summary>
    public AccountKey? At(int turn) => turn < _numbers.Length ? new AccountKey(IsShared: true, _numbers[turn]) : null;

    private int RankOf(int turn) => FirstRank + (turn * Stride) + (int)(StableHash.Mix(_seed, turn) % Stride);

    private static int StartOf(int niche) => SharedAccounts.CoreSize + (niche * SharedAccounts.NicheSize);

    /// <summary>
    /// Returns the numbers of accounts below the reluctance to follow them, so that sorting puts the most likely ones
    /// first. The first accounts of the core and of a niche are the most popular.
    /// </summary>
    private IEnumerable<long> Candidates(int start, int count, int weight, ulong ownerId)
    {
        for (int number = start; number < start + count; number++)
        {
            if (SharedAccounts.IdOf(number) != ownerId)
            {
                long reluctance = (long)((StableHash.Mix(~_seed, number) % 1000) + 1) * (number - start + weight);
                yield return (reluctance << NumberBits) | (long)number;
            }
        }
    }
}
