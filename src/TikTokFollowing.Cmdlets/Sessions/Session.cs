using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace TikTokFollowing.Cmdlets.Sessions;

/// <summary>
/// Represents a runspace that has imported the module. All sessions of a process share its sandbox and its keys, which
/// are removed with the last session.
/// </summary>
internal sealed class Session
{
    private static readonly object s_lock = new();
    private static readonly ConditionalWeakTable<Runspace, Session> s_sessions = new();

    // Weak, because a runspace can be dropped without being closed.
    private static readonly List<WeakReference<Runspace>> s_importers = [];
    private static readonly List<Action> s_cleanups = [];

    // For threads without a runspace, on which no cmdlet runs.
    private static readonly Session s_none = new(null);

    private readonly WeakReference<Runspace>? _runspace;

    private Session(Runspace? runspace) => _runspace = runspace is null ? null : new WeakReference<Runspace>(runspace);

    /// <summary>Gets the session of the runspace that runs the current command.</summary>
    public static Session Current
    {
        get
        {
            if (Runspace.DefaultRunspace is not Runspace runspace)
            {
                return s_none;
            }

            Join(runspace); // PowerShell does not call OnImport in every runspace that runs commands of the module
            return s_sessions.GetValue(runspace, static runspace => new Session(runspace));
        }
    }

    /// <summary>Gets or sets the address of the sandbox that the session uses; null if it uses none.</summary>
    public Uri? Sandbox { get; set; }

    /// <summary>Gets or sets the problems of definitions that this session has reported.</summary>
    public object? ReportedProblems { get; set; }

    /// <summary>Gets or sets the sandbox start whose end this session has caused or acknowledged.</summary>
    public object? Acknowledged { get; set; }

    /// <summary>Indicates whether the runspace is open.</summary>
    public bool IsOpen =>
        _runspace is not null
        && _runspace.TryGetTarget(out Runspace? runspace)
        && !IsOver(runspace.RunspaceStateInfo.State);

    /// <summary>Counts the current runspace as one that has imported the module.</summary>
    public static void Join()
    {
        if (Runspace.DefaultRunspace is Runspace runspace)
        {
            Join(runspace);
        }
    }

    /// <summary>Stops counting the current runspace. After the last one, the cleanup actions run.</summary>
    public static void Leave()
    {
        if (Runspace.DefaultRunspace is Runspace runspace)
        {
            Leave(runspace);
        }
    }

    /// <summary>Registers an action to run after the last session. Each action is registered once.</summary>
    public static void OnLastLeft(Action cleanup)
    {
        lock (s_lock)
        {
            if (!s_cleanups.Contains(cleanup))
            {
                s_cleanups.Add(cleanup);
            }
        }
    }

    private static void Join(Runspace runspace)
    {
        lock (s_lock)
        {
            if (s_importers.Any(importer => IsRunspace(importer, runspace)))
            {
                return;
            }

            RemoveDropped();
            CleanUpIfLast(); // earlier importers may have been dropped without an event
            s_importers.Add(new WeakReference<Runspace>(runspace));
        }

        runspace.StateChanged += OnStateChanged;
    }

    private static void Leave(Runspace runspace)
    {
        runspace.StateChanged -= OnStateChanged;
        lock (s_lock)
        {
            s_importers.RemoveAll(importer => IsRunspace(importer, runspace));
            RemoveDropped();
            CleanUpIfLast();
        }
    }

    // A thread job and ForEach-Object -Parallel close their runspaces without removing the module.
    private static void OnStateChanged(object? sender, RunspaceStateEventArgs e)
    {
        if (sender is Runspace runspace && IsOver(e.RunspaceStateInfo.State))
        {
            Leave(runspace);
        }
    }

    private static void RemoveDropped() => s_importers.RemoveAll(static importer =>
        !importer.TryGetTarget(out Runspace? runspace) || IsOver(runspace.RunspaceStateInfo.State));

    private static bool IsRunspace(WeakReference<Runspace> importer, Runspace runspace) =>
        importer.TryGetTarget(out Runspace? known) && ReferenceEquals(known, runspace);

    private static bool IsOver(RunspaceState state) => state is RunspaceState.Closed or RunspaceState.Broken;

    private static void CleanUpIfLast()
    {
        if (s_importers.Count > 0)
        {
            return;
        }

        foreach (Action cleanup in s_cleanups)
        {
            cleanup();
        }
    }
}
