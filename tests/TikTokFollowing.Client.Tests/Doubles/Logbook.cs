using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Records the messages of the client.</summary>
internal sealed class Logbook
{
    private readonly List<string> _verbose = [];
    private readonly List<string> _debug = [];
    private readonly List<string> _warnings = [];

    public Logbook() => Log = new ClientLog(_verbose.Add, _debug.Add, _warnings.Add);

    public ClientLog Log { get; }

    public IReadOnlyList<string> Verbose => _verbose;

    public IReadOnlyList<string> Debug => _debug;

    public IReadOnlyList<string> Warnings => _warnings;

    public string All => string.Join('\n', _verbose.Concat(_debug).Concat(_warnings));
}
