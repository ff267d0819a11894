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

    // The sessions that have imported the module.
    private static readonly HashSet<Session> s_importers = [];
    private static readonly HashSet<Action> s_cleanups = [];

    private readonly WeakReference<Runspace> _runspace; // a runspace can be dropped without being closed

    private Session(Runspace runspace) => _runspace = new WeakReference<Runspace>(runspace);

    /// <summary>
    /// Gets the session of the runspace that runs the current command, and counts it as one that has imported the
    /// module. PowerShell does not call OnImport in every runspace that runs commands of the module.
    /// </summary>
    public static Session Current
    {
        get
        {
            Runspace runspace = Runspace.DefaultRunspace;
            Session session = s_sessions.GetValue(runspace, static runspace => new Session(runspace));
            lock (s_lock)
            {
                if (!s_importers.Contains(session))
                {
                    RemoveClosed(); // earlier importers may have been dropped without an event
                    s_importers.Add(session);
                    runspace.StateChanged += OnStateChanged;
                }
            }

            return session;
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
        _runspace.TryGetTarget(out Runspace? runspace) && !IsOver(runspace.RunspaceStateInfo.State);

    /// <summary>Counts the current runspace, if any, as one that has imported the module.</summary>
    public static void Join()
    {
        if (Runspace.DefaultRunspace is not null)
        {
            _ = Current;
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
            s_cleanups.Add(cleanup);
        }
    }

    private static void Leave(Runspace runspace)
    {
        runspace.StateChanged -= OnStateChanged;
        lock (s_lock)
        {
            if (s_sessions.TryGetValue(runspace, out Session? session))
            {
                s_importers.Remove(session);
            }

            RemoveClosed();
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

    private static bool IsOver(RunspaceState state) => state is RunspaceState.Closed or RunspaceState.Broken;

    // Also cleans up if no session is left.
    private static void RemoveClosed()
    {
        s_importers.RemoveWhere(static importer => !importer.IsOpen);
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
