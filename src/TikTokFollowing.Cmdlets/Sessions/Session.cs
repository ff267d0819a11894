using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace TikTokFollowing.Cmdlets.Sessions;

/// <summary>
/// A runspace that has imported the module. The sandbox and the keys of a process belong to all of its sessions, and end with the last one.
/// </summary>
internal sealed class Session
{
    private static readonly object s_lock = new();
    private static readonly ConditionalWeakTable<Runspace, Session> s_sessions = new();

    // Weak, because a runspace can be dropped without being closed.
    private static readonly List<WeakReference<Runspace>> s_importers = [];
    private static readonly List<Action> s_endings = [];

    // For a thread without a runspace; no cmdlet runs on one.
    private static readonly Session s_none = new(null);

    private readonly WeakReference<Runspace>? _runspace;

    private Session(Runspace? runspace) => _runspace = runspace is null ? null : new WeakReference<Runspace>(runspace);

    /// <summary>Gets the session of the runspace that runs the current command.</summary>
    public static Session Current
    {
        get
        {
            if (Runspace.DefaultRunspace is not Runspace runspace) { return s_none; }
            Join(runspace); // wherever the module's commands run it is imported, even if PowerShell did not call OnImport
            return s_sessions.GetValue(runspace, static runspace => new Session(runspace));
        }
    }

    /// <summary>Gets or sets the address of the sandbox that the session uses; null if it uses none.</summary>
    public Uri? Sandbox { get; set; }

    /// <summary>Gets or sets the start of the sandbox that this session has stopped, or knows to have ended.</summary>
    public object? Acknowledged { get; set; }

    /// <summary>Indicates whether the runspace is open.</summary>
    public bool IsOpen => _runspace is not null && _runspace.TryGetTarget(out Runspace? runspace) && !IsOver(runspace.RunspaceStateInfo.State);

    /// <summary>Counts the current runspace as one that has imported the module.</summary>
    public static void Join()
    {
        if (Runspace.DefaultRunspace is Runspace runspace) { Join(runspace); }
    }

    /// <summary>Stops counting the current runspace. After the last one, everything that belongs to the sessions ends.</summary>
    public static void Leave()
    {
        if (Runspace.DefaultRunspace is Runspace runspace) { Leave(runspace); }
    }

    /// <summary>Registers what to end after the last session. Each action is registered once.</summary>
    public static void OnLastLeft(Action ending)
    {
        lock (s_lock)
        {
            if (!s_endings.Contains(ending)) { s_endings.Add(ending); }
        }
    }

    private static void Join(Runspace runspace)
    {
        lock (s_lock)
        {
            if (s_importers.Any(importer => importer.TryGetTarget(out Runspace? known) && ReferenceEquals(known, runspace))) { return; }
            RemoveDropped();
            EndIfLast(); // earlier importers were dropped without a sign
            s_importers.Add(new WeakReference<Runspace>(runspace));
        }
        runspace.StateChanged += OnStateChanged;
    }

    private static void Leave(Runspace runspace)
    {
        runspace.StateChanged -= OnStateChanged;
        lock (s_lock)
        {
            s_importers.RemoveAll(importer => importer.TryGetTarget(out Runspace? known) && ReferenceEquals(known, runspace));
            RemoveDropped();
            EndIfLast();
        }
    }

    // A thread job and ForEach-Object -Parallel close their runspaces without removing the module.
    private static void OnStateChanged(object? sender, RunspaceStateEventArgs e)
    {
        if (sender is Runspace runspace && IsOver(e.RunspaceStateInfo.State)) { Leave(runspace); }
    }

    private static void RemoveDropped() => s_importers.RemoveAll(static importer => !importer.TryGetTarget(out Runspace? runspace) || IsOver(runspace.RunspaceStateInfo.State));

    private static bool IsOver(RunspaceState state) => state is RunspaceState.Closed or RunspaceState.Broken;

    private static void EndIfLast()
    {
        if (s_importers.Count > 0) { return; }
        foreach (Action ending in s_endings) { ending(); }
    }
}
