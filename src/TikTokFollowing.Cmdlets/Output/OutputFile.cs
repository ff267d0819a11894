using System.Collections.ObjectModel;
using System.Management.Automation;
using TikTokFollowing.Client.Reports;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Represents a file that a cmdlet writes. Each failure ends it with an error that names the file.</summary>
internal sealed class OutputFile
{
    private readonly PSCmdlet _cmdlet;
    private readonly OutputKind _kind;

    /// <summary>Resolves a path, and checks its folder.</summary>
    /// <param name="cmdlet">The cmdlet that writes the file.</param>
    /// <param name="path">The path as it was specified, without wildcards.</param>
    /// <param name="kind">The kind of the file.</param>
    public OutputFile(PSCmdlet cmdlet, string path, OutputKind kind)
    {
        _cmdlet = cmdlet;
        _kind = kind;
        FullPath = LiteralPath.Resolve(
            cmdlet.SessionState,
            path,
            e =>
            {
                Fail(e.Message, TextSanitizer.Sanitize(path), e);
                return e;
            },
            out ProviderInfo provider);
        if (provider.Name != "FileSystem")
        {
            Fail($"it is a path of the provider {provider.Name}. Specify a file.", path);
        }
        if (Directory.Exists(FullPath))
        {
            Fail("it is a folder. Specify a file in it.");
        }
        if (!Directory.Exists(Path.GetDirectoryName(FullPath)))
        {
            Fail("its folder does not exist. Create it first.");
        }
    }

    public string FullPath { get; }

    /// <summary>Gets a sentence for a command that writes nothing; empty if the file does not exist.</summary>
    public string Unchanged => File.Exists(FullPath) ? $" The file '{FullPath}' was not changed." : "";

    /// <summary>Ends the command if the file exists and must not be replaced.</summary>
    /// <param name="isNoClobber">True to keep any file.</param>
    /// <param name="isForced">True to replace read-only files and files of other programs.</param>
    /// <param name="isOwn">Indicates whether the file was written by this module.</param>
    public void CheckExisting(bool isNoClobber, bool isForced, Func<bool> isOwn)
    {
        if (!File.Exists(FullPath))
        {
            return;
        }
        CheckType();
        if (isForced && !isNoClobber)
        {
            return;
        }
        FileAttributes attributes = default;
        Try(() => attributes = File.GetAttributes(FullPath));
        if (!isNoClobber && attributes.HasFlag(FileAttributes.ReadOnly))
        {
            Fail("it is read-only. -Force replaces it.");
        }
        // A .csv file can contain data, even if its content looks like a report.
        bool isData = Path.GetExtension(FullPath).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        if (isNoClobber || isData || !isOwn())
        {
            _cmdlet.ThrowTerminatingError(ErrorRecords.FileExists(_kind, FullPath, isNoClobber));
        }
    }

    /// <summary>Checks that the file can be written, without -WhatIf.</summary>
    public void Probe()
    {
        if (!_cmdlet.IsOn("WhatIf"))
        {
            Try(() => AtomicFileWriter.Probe(FullPath));
        }
    }

    /// <summary>Writes the file in one step.</summary>
    public void Write(Action<Stream> write, bool replaces) =>
        Try(() => AtomicFileWriter.Write(FullPath, write, replaces));

    /// <summary>
    /// Returns the file to the pipeline. On Linux and macOS, only the output of Get-Item shows the mode, the owner and
    /// the size.
    /// </summary>
    public void WriteItem() => Try(() => _cmdlet.WriteObject(GetItem(), enumerateCollection: true));

    // The new file replaces the directory entry, so a link or a device would be lost. Links are not followed, because
    // in a shared folder another user may choose their target. PowerShell reads the file: .NET Framework has no API
    // for links, and .NET has none for devices.
    private void CheckType()
    {
        PSObject? item = null;
        Try(() => item = GetItem() is { Count: > 0 } items ? items[0] : null);
        if (item?.Properties["LinkType"]?.Value as string == "SymbolicLink")
        {
            Fail("it is a symbolic link. Specify its target, or remove the link.");
        }

        // Not on Windows. UnixMode shows a named pipe as a regular file, so the type is read.
        object? stat = item?.Properties["UnixStat"]?.Value;
        if (stat is not null && PSObject.AsPSObject(stat).Properties["ItemType"]?.Value is { } type
            && type.ToString() != "File")
        {
            Fail("it is not a regular file.");
        }
    }

    private Collection<PSObject> GetItem() =>
        _cmdlet.InvokeProvider.Item.Get([FullPath], force: true, literalPath: true);

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Fail(e.Message, FullPath, e);
        }
    }

    private void Fail(string reason, string? path = null, Exception? e = null) =>
        _cmdlet.ThrowTerminatingError(ErrorRecords.FileNotWritten(_kind, path ?? FullPath, reason, e));
}
