using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>
/// Stores the providers of definitions for all runspaces of the process. Commands register some of them. The others are
/// in the folder that the environment names, which is read on first use. A registered one takes precedence.
/// </summary>
/// <param name="getFolder">Returns the folder; null if none is set. It can change at any time.</param>
internal sealed class DefinedProviders(Func<string?> getFolder)
{
    private readonly object _lock = new();
    private readonly Dictionary<string, IFollowingProvider> _registered = new(StringComparer.OrdinalIgnoreCase);
    private DefinitionFolder _folder = DefinitionFolder.None;

    /// <summary>Gets the providers.</summary>
    public IReadOnlyList<IFollowingProvider> All
    {
        get
        {
            lock (_lock)
            {
                DefinitionFolder folder = ReadFolder();
                return _registered.Count == 0
                    ? folder.Providers
                    : [.. _registered.Values, .. folder.Providers.Where(one => !_registered.ContainsKey(NameOf(one)))];
            }
        }
    }

    /// <summary>Gets descriptions of the files in the folder that cannot be used.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock)
            {
                return ReadFolder().Problems;
            }
        }
    }

    /// <summary>Reads a definition.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="isRegistered">True if a command registers it, so that its key can be in the environment.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidDefinition"/></exception>
    public static IFollowingProvider Load(string path, bool isRegistered)
    {
        ProviderDefinition definition = DefinitionReader.ReadFile(path);
        ProviderMetadata facts = definition.Metadata with { IsRegistered = isRegistered };
        return new DefinedProvider(definition with { Metadata = facts });
    }

    /// <summary>Finds the provider that a registration of a name would replace.</summary>
    /// <param name="name">The name.</param>
    /// <param name="path">The full path of the definition. The same file in the folder is not replaced by it.</param>
    public IFollowingProvider? FindReplaced(string name, string path)
    {
        lock (_lock)
        {
            if (_registered.TryGetValue(name, out IFollowingProvider? registered))
            {
                return registered;
            }
            return ReadFolder().Find(name) is IFollowingProvider found && found.Facts.DefinitionPath != path
                ? found
                : null;
        }
    }

    /// <summary>Adds a provider, or replaces the one with its name.</summary>
    public void Register(IFollowingProvider provider)
    {
        lock (_lock)
        {
            _registered[NameOf(provider)] = provider;
        }
    }

    /// <summary>Removes a provider. One of the folder returns when the folder is read again.</summary>
    public void Unregister(string name)
    {
        lock (_lock)
        {
            _registered.Remove(name);
            _folder = ReadFolder().Without(name);
        }
    }

    /// <summary>Removes all providers. The folder is read again on the next use.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _registered.Clear();
            _folder = DefinitionFolder.None;
        }
    }

    private DefinitionFolder ReadFolder()
    {
        string path = getFolder() ?? "";
        return _folder.Path == path ? _folder : _folder = DefinitionFolder.Read(path);
    }

    private static string NameOf(IFollowingProvider provider) => provider.Facts.Name;
}
