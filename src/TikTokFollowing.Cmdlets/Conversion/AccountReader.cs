using System.Collections;
using System.Text;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>
/// Reads lists: accounts and pages in every form, and paths of CSV, JSON, JSONL and CLIXML files. Other objects are
/// errors, because an account that is ignored would show as an unfollow, or as not shared.
/// </summary>
internal sealed class AccountReader
{
    private readonly IListReceiver _lists;
    private readonly InputDescription _input;
    private readonly Func<string, string> _resolve;
    private readonly Func<string, IEnumerable<object?>> _readClixml;
    private readonly CancellationToken _cancellation;
    private readonly AccountConverter _converter;
    private readonly List<Action> _additions = [];

    /// <summary>Creates a reader for one input.</summary>
    /// <param name="lists">Receives the accounts.</param>
    /// <param name="input">The input in messages.</param>
    /// <param name="resolve">Resolves a path of the session to a full path.</param>
    /// <param name="readClixml">Reads the objects of a CLIXML file.</param>
    /// <param name="cancellation">Stops long loops.</param>
    public AccountReader(
        IListReceiver lists,
        InputDescription input,
        Func<string, string> resolve,
        Func<string, IEnumerable<object?>> readClixml,
        CancellationToken cancellation)
    {
        _lists = lists;
        _input = input;
        _resolve = resolve;
        _readClixml = readClixml;
        _cancellation = cancellation;
        _converter = new AccountConverter(input.Name, cancellation);
    }

    /// <summary>Reads an object, or the objects of a list.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidInput"/>, <see cref="FollowingErrorKind.InvalidRequest"/>, or
    /// <see cref="FollowingErrorKind.CheckpointUnusable"/> for a journal.
    /// </exception>
    public void Add(object? item)
    {
        foreach (object inner in _converter.Flatten(item))
        {
            switch (inner.Unwrap())
            {
                case FileInfo file:
                    AddFile(file.FullName, file.FullName);
                    break;
                case string path:
                    AddFile(_resolve(path), path);
                    break;
                default:
                    AddObject(inner, _converter, file: null);
                    break;
            }
        }
    }

    /// <summary>
    /// Adds the accounts that are left. Dates can depend on all rows, and the order of accounts on their dates.
    /// </summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public void Complete()
    {
        _converter.Complete();
        Flush();
    }

    private void Flush()
    {
        foreach (Action add in _additions)
        {
            _cancellation.ThrowIfCancellationRequested();
            add();
        }
        _additions.Clear();
    }

    // Accounts that need no further rows are not kept, because an input can have a million of them.
    private void AddInOrder(Action add, bool isPending = false)
    {
        if (isPending || _additions.Count > 0)
        {
            _additions.Add(add);
            return;
        }
        add();
    }

    private void AddObject(object item, AccountConverter converter, string? file)
    {
        if (AccountConverter.IsShared(item))
        {
            throw InvalidRequest(
                $"An object of {_input.Name} is a shared account of Group-TikTokFollowing, which belongs to several "
                + $"lists. {_input.Consequence} Use the lists themselves: the output of Get-TikTokFollowing.");
        }
        if (AccountConverter.IsPage(item))
        {
            FollowingPage page = converter.ReadPage(item) ?? throw NotAnAccount(item, file);
            AddInOrder(() => _lists.Add(page), converter.IsPending);
            return;
        }
        FollowedAccount account = converter.ReadAccount(item, needsProfile: false) ?? throw NotAnAccount(item, file);
        AddInOrder(() => _lists.Add(account), converter.IsPending);
    }

    private void AddFile(string path, string typed)
    {
        string shown = TextSanitizer.Sanitize(typed);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".csv" or ".tsv" or ".json" or ".jsonl" or ".xml" or ".clixml"))
        {
            throw InvalidRequest(
                $"'{shown}' of {_input.Name} is not the path of a CSV, JSON, JSONL or CLIXML file. "
                + "Use accounts, or a path with one of these extensions.");
        }
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw InvalidRequest($"The file '{shown}' for {_input.Name} does not exist.");
        }
        if (extension == ".jsonl" && !IsJsonLines(path))
        {
            JournalReader journal = JournalReader.Read(path);
            AddInOrder(() => _lists.Add(journal));
            return;
        }
        AddInOrder(_lists.StartSource);
        Read(path, shown, extension);
        AddInOrder(_lists.StartSource);
    }

    private void Read(string path, string shown, string extension)
    {
        // All rows of a file together determine the format of its dates.
        AccountConverter converter = new($"the file '{shown}'", _cancellation);
        bool isFirst = _additions.Count == 0;
        try
        {
            RegularFile.ThrowIfOther(path);
            foreach (object? item in ReadItems(path, extension))
            {
                _cancellation.ThrowIfCancellationRequested();
                foreach (object inner in converter.Flatten(UnwrapArray(item)))
                {
                    AddObject(inner, converter, shown);
                }
            }
        }
        catch (Exception e) when (e
            is InvalidDataException
            or DecoderFallbackException
            or IOException
            or UnauthorizedAccessException
            or NotSupportedException
            or ArgumentException)
        {
            string reason = e switch
            {
                DecoderFallbackException => "it is not UTF-8 or UTF-16 text. Save it as UTF-8.",
                _ => TextSanitizer.Sanitize(e.Message),
            };
            throw new FollowingException(
                FollowingErrorKind.InvalidInput, null, $"The file '{shown}' cannot be read: {reason}", e);
        }
        converter.Complete();
        if (isFirst)
        {
            Flush();
        }
    }

    private IEnumerable<object?> ReadItems(string path, string extension)
    {
        if (extension is ".xml" or ".clixml")
        {
            return _readClixml(path);
        }
        return extension is ".csv" or ".tsv" ? ReadRows(path) : ReadValues(path);
    }

    private static IEnumerable<object?> ReadRows(string path)
    {
        using StreamReader text = TextFile.Open(path);
        foreach (Dictionary<string, string> row in CsvRecords.Read(text))
        {
            yield return row;
        }
    }

    private static IEnumerable<object?> ReadValues(string path)
    {
        using StreamReader text = TextFile.Open(path);
        foreach (object? value in JsonRecords.Read(text))
        {
            yield return value;
        }
    }

    // Windows PowerShell writes some lists as { "value": [ ... ], "Count": 2 }.
    private static object? UnwrapArray(object? item) =>
        item is IDictionary table && table.Contains("Count") && table["value"] is IList list ? list : item;

    // One account in each line, as ConvertTo-Json -Compress writes it. Any other file with this extension is a journal.
    private static bool IsJsonLines(string path)
    {
        try
        {
            using StreamReader text = TextFile.Open(path);
            return JsonRecords.Read(text).FirstOrDefault() is IDictionary first
                && !first.Contains("Format") && !first.Contains(nameof(FollowingPage.Accounts))
                && (first.Contains(nameof(FollowedAccount.Handle)) || first.Contains(nameof(FollowedAccount.Id)));
        }
        catch (Exception e) when (e
            is InvalidDataException or DecoderFallbackException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private FollowingException NotAnAccount(object item, string? file)
    {
        string place = file is null ? _input.Name : $"the file '{file}'";
        string reason = AccountConverter.DescribeMissing(item, needsProfile: false)
            ?? $"Its type is {item.Unwrap()!.GetType().Name}.";
        string advice = file is null
            ? "Use the output of Get-TikTokFollowing, as objects or from Import-Csv, Import-Clixml or ConvertFrom-Json."
            : "Use a file with the output of Get-TikTokFollowing, or rename its columns.";
        string subject = file is null ? "An object" : "A row";
        return InvalidRequest($"{subject} of {place} is not an account. {reason} {_input.Consequence} {advice}");
    }

    private static FollowingException InvalidRequest(string message) =>
        new(FollowingErrorKind.InvalidRequest, null, message);
}
