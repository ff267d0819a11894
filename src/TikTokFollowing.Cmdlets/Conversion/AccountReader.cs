using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>
/// Reads one side of a comparison: accounts and pages in every form, and paths of CSV, JSON, JSONL and CLIXML files.
/// Anything else is refused: an account that is passed over would show as an unfollow.
/// </summary>
internal sealed class AccountReader
{
    private readonly ComparisonInput _side;
    private readonly Func<string, string> _resolve;
    private readonly Func<string, IEnumerable<object?>> _readClixml;
    private readonly CancellationToken _cancellation;
    private readonly AccountConverter _converter;
    private readonly List<Action> _additions = [];

    /// <param name="side">The side that takes the accounts.</param>
    /// <param name="resolve">Returns the full path for a path of the session.</param>
    /// <param name="readClixml">Returns the objects of a CLIXML file.</param>
    /// <param name="cancellation">Stops long loops.</param>
    public AccountReader(ComparisonInput side, Func<string, string> resolve, Func<string, IEnumerable<object?>> readClixml, CancellationToken cancellation)
    {
        _side = side;
        _resolve = resolve;
        _readClixml = readClixml;
        _cancellation = cancellation;
        _converter = new AccountConverter($"the {side.Name} side", cancellation);
    }

    /// <summary>Reads an object, or the objects of a list.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidInput"/>, <see cref="FollowingErrorKind.InvalidRequest"/>, or <see cref="FollowingErrorKind.CheckpointUnusable"/> for a journal.
    /// </exception>
    public void Add(object? item)
    {
        foreach (object inner in _converter.Flatten(item))
        {
            switch (AccountConverter.Unwrap(inner))
            {
                case FileInfo file:
                    AddFile(file.FullName, file.FullName);
                    break;
                case string path:
                    AddFile(_resolve(path), path);
                    break;
                default:
                    AddObject(inner, _converter);
                    break;
            }
        }
    }

    /// <summary>Gives what was read to the side. Dates can depend on all rows, and the order of accounts on their dates.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public void Complete()
    {
        _converter.Complete();
        foreach (Action add in _additions)
        {
            _cancellation.ThrowIfCancellationRequested();
            add();
        }
        _additions.Clear();
    }

    private void AddObject(object item, AccountConverter converter)
    {
        if (AccountConverter.IsPage(item))
        {
            FollowingPage page = converter.ReadPage(item) ?? throw NoAccount(item);
            _additions.Add(() => _side.Add(page));
            return;
        }
        FollowedAccount account = converter.ReadAccount(item, isMarked: false) ?? throw NoAccount(item);
        _additions.Add(() => _side.Add(account));
    }

    private void AddFile(string path, string typed)
    {
        string shown = TextSanitizer.Sanitize(typed);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".csv" or ".tsv" or ".json" or ".jsonl" or ".xml" or ".clixml"))
        {
            throw Invalid($"'{shown}' on the {_side.Name} side is not the path of a CSV, JSON, JSONL or CLIXML file. Give accounts as objects, or a path with one of these extensions.");
        }
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw Invalid($"The file '{shown}' for the {_side.Name} side does not exist.");
        }
        if (extension == ".jsonl" && !IsJsonLines(path))
        {
            JournalReader journal = JournalReader.Read(path);
            _additions.Add(() => _side.Add(journal));
            return;
        }
        Read(path, shown, extension);
    }

    private void Read(string path, string shown, string extension)
    {
        // The rows of a file decide together about its dates.
        AccountConverter converter = new($"the file '{shown}'", _cancellation);
        try
        {
            RegularFile.ThrowIfOther(path);
            foreach (object? item in ItemsOf(path, extension))
            {
                _cancellation.ThrowIfCancellationRequested();
                foreach (object inner in converter.Flatten(ListOfWindowsPowerShell(item)))
                {
                    AddObject(inner, converter);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            string why = e switch
            {
                DecoderFallbackException => "it is not UTF-8 or UTF-16 text. Save it as UTF-8.",
                _ => TextSanitizer.Sanitize(e.Message),
            };
            throw new FollowingException(FollowingErrorKind.InvalidInput, null, $"The file '{shown}' cannot be read: {why}", e);
        }
        converter.Complete();
    }

    private IEnumerable<object?> ItemsOf(string path, string extension)
    {
        if (extension is ".xml" or ".clixml")
        {
            return _readClixml(path);
        }
        return extension is ".csv" or ".tsv" ? Rows(path) : Values(path);
    }

    private static IEnumerable<object?> Rows(string path)
    {
        using StreamReader text = TextFile.Open(path);
        foreach (Dictionary<string, string> row in CsvRecords.Read(text))
        {
            yield return row;
        }
    }

    private static IEnumerable<object?> Values(string path)
    {
        using StreamReader text = TextFile.Open(path);
        foreach (object? value in JsonRecords.Read(text))
        {
            yield return value;
        }
    }

    // Windows PowerShell writes some lists as { "value": [ ... ], "Count": 2 }.
    private static object? ListOfWindowsPowerShell(object? item) =>
        item is IDictionary table && table.Contains("Count") && table["value"] is IList list ? list : item;

    // One account in each line, as ConvertTo-Json -Compress writes it. Everything else with this extension is a journal.
    private static bool IsJsonLines(string path)
    {
        try
        {
            using StreamReader text = TextFile.Open(path);
            return JsonRecords.Read(text).FirstOrDefault() is IDictionary first
                && !first.Contains("Format") && !first.Contains(nameof(FollowingPage.Accounts))
                && (first.Contains(nameof(FollowedAccount.Handle)) || first.Contains(nameof(FollowedAccount.Id)));
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private FollowingException NoAccount(object item)
    {
        string type = (AccountConverter.Unwrap(item) is PSObject ? typeof(PSCustomObject) : AccountConverter.Unwrap(item)!.GetType()).Name;
        return Invalid(
            $"An object on the {_side.Name} side is not an account: it has no Id, SecUid or Handle ({type}). Nothing was compared. "
            + "Give what Get-TikTokFollowing writes, as objects or from Import-Csv, Import-Clixml or ConvertFrom-Json.");
    }

    private static FollowingException Invalid(string message) => new(FollowingErrorKind.InvalidRequest, null, message);
}
