using System.Collections.ObjectModel;
using System.Management.Automation;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Cmdlets.Conversion;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that read lists, also from files.</summary>
public abstract class ListInputCmdletBase : InputCmdletBase
{
    private PowerShell? _import;

    /// <summary>Creates a reader for one input.</summary>
    private protected AccountReader NewReader(IListReceiver lists, InputDescription input) =>
        new(lists, input, Resolve, ReadClixml, StopToken);

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        try
        {
            _import?.BeginStop(null, null);
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has already ended.
        }
    }

    /// <inheritdoc/>
    private protected override void Release() => _import?.Dispose();

    private string Resolve(string path) => LiteralPath.Resolve(
        SessionState,
        path,
        static e => RequestErrors.Invalid($"The path of a file cannot be found: {e.Message}", e: e),
        out _);

    // Can be stopped while it reads a file. PSSerializer cannot.
    private Collection<PSObject> ReadClixml(string path)
    {
        _import?.Dispose(); // of the file before
        _import = PowerShell.Create(RunspaceMode.CurrentRunspace);
        try
        {
            return _import
                .AddCommand(@"Microsoft.PowerShell.Utility\Import-Clixml")
                .AddParameter("LiteralPath", path)
                .AddParameter("ErrorAction", ActionPreference.Stop)
                .Invoke();
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw new InvalidDataException("it is not CLIXML.", e);
        }
    }
}
