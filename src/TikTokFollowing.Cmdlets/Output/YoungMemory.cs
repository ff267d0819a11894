using System;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>
/// Keeps a long list from growing the process. What streams by dies young, but .NET lets tens of megabytes of it pile up before it looks, as many as the processor's cache is large.
/// A look at the youngest objects now and then is little beside reading them; where the caller keeps the accounts it finds nothing, and becomes rare.
/// </summary>
internal sealed class YoungMemory
{
    // A hundred pages, some 5 MB. A list that ends before the second hundred is not worth a look.
    private const int Usual = 2000;
    private int _interval = Usual;
    private int _left = 2 * Usual;
    private long _heapAfterLook = GC.GetTotalMemory(forceFullCollection: false);

    /// <summary>So many accounts have gone down the pipeline.</summary>
    public void Passed(int accounts)
    {
        _left -= accounts;
        if (_left > 0) { return; }

        long before = GC.GetTotalMemory(forceFullCollection: false);
        GC.Collect(0, GCCollectionMode.Forced, blocking: false);
        long after = GC.GetTotalMemory(forceFullCollection: false);
        bool isKept = before - after < (before - _heapAfterLook) / 2;
        _interval = isKept ? 2 * Math.Min(_interval, int.MaxValue / 4) : Usual;
        _heapAfterLook = after;
        _left = _interval;
    }
}
