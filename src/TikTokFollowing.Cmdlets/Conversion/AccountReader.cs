using System.Collections;
using System.Text;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>
/// Reads lists: accounts and pages in every form, and paths of CSV, JSON, JSONL and CLIXML files. Other objects are
/// errors, because an account that is ignored would show as an unfollow, or as not shared.
/// </summary>
/// <param name="lists">Receives the accounts.</param>
/// <param name="input">The input in messages.</param>
/// <param name="resolve">Resolves a path of the session to a full path.</param>
/// <param name="readClixml">Reads the objects of a CLIXML file.</param>
/// <param name="cancellation">Stops long loops.</param>
internal sealed class AccountReader(
    IListReceiver lists,
    InputDescription input,
    Func<string, string> resolve,
    Func<string, IEnumerable<object?>> readClixml,
    CancellationToken cancellation)
{
    private readonly AccountConverter _converter = new(input.Name, cancellation);
    private readonly List<Action> _additions = [];

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
                    AddFile(resolve(path), path);
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
            cancellation.ThrowIfCancellationRequested();
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
            throw RequestErrors.Invalid(
                $"An object of {input.Name} is a shared account of Group-TikTokFollowing, which belongs to several "
                + $"lists. {input.Consequence} Use the lists themselves: the output of Get-TikTokFollowing.");
        }
        if (AccountConverter.IsPage(item))
        {
            FollowingPage page = converter.ReadPage(item) ?? throw NotAnAccount(item, file);
            AddInOrder(() => lists.Add(page), converter.IsPending);
            return;
        }
        FollowedAccount account = converter.ReadAccount(item, needsProfile: false) ?? throw NotAnAccount(item, file);
        AddInOrder(() => lists.Add(account), converter.IsPending);
    }

    private void AddFile(string path, string typed)
    {
        string shown = TextSanitizer.Sanitize(typed);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".csv" or ".tsv" or ".json" or ".jsonl" or ".xml" or ".clixml"))
        {
            throw RequestErrors.Invalid(
                $"'{shown}' of {input.Name} is not the path of a CSV, JSON, JSONL or CLIXML file. "
                + "Use accounts, or a path with one of these extensions.");
        }
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw RequestErrors.Invalid($"The file '{shown}' for {input.Name} does not exist.");
        }
        if (extension == ".jsonl" && !IsJsonLines(path))
        {
            JournalReader journal = JournalReader.Read(path);
            AddInOrder(() => lists.Add(journal));
            return;
        }
        AddInOrder(lists.StartSource);
        Read(path, shown, extension);
        AddInOrder(lists.StartSource);
    }

    private void Read(string path, string shown, string extension)
    {
        // All rows of a file together determine the format of its dates.
        AccountConverter converter = new($"the file '{shown}'", cancellation);
        bool isFirst = _additions.Count == 0;
        try
        {
            RegularFile.ThrowIfOther(path);
            foreach (object? item in extension is ".xml" or ".clixml" ? readClixml(path) : ReadText(path, extension))
            {
                cancellation.ThrowIfCancellationRequested();
                // Windows PowerShell writes some lists as { "value": [ ... ], "Count": 2 }.
                object? value =
                    item is IDictionary table && table.Contains("Count") && table["value"] is IList list ? list : item;
                foreach (object inner in converter.Flatten(value))
                {
                    AddObject(inner, converter, shown);
                }
            }
        }
        catch (Exception e) when (e
            is InvalidDataException
            or IOException
            or UnauthorizedAccessException
            or NotSupportedException
            or ArgumentException)
        {
            string reason = e is DecoderFallbackException
                ? "it is not UTF-8 or UTF-16 text. Save it as UTF-8."
                : TextSanitizer.Sanitize(e.Message);
            throw new FollowingException(
                FollowingErrorKind.InvalidInput, null, $"The file '{shown}' cannot be read: {reason}", e);
        }
        converter.Complete();
        if (isFirst)
        {
            Flush();
        }
    }

    private static IEnumerable<object?> ReadText(string path, string extension)
    {
        using StreamReader text = TextFile.Open(path);
        IEnumerable<object?> items = extension is ".csv" or ".tsv" ? CsvRecords.Read(text) : JsonRecords.Read(text);
        foreach (object? item in items)
        {
            yield return item;
        }
    }

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
        string reason = AccountConverter.DescribeMissing(item, needsProfile: false)
            ?? $"Its type is {item.Unwrap()!.GetType().Name}.";
        (string subject, string advice) = file is null
            ? ($"An object of {input.Name}", "the output of Get-TikTokFollowing, as objects or from Import-Csv, "
                + "Import-Clixml or ConvertFrom-Json.")
            : ($"A row of the file '{file}'", "a file with the output of Get-TikTokFollowing, or rename its columns.");
        return RequestErrors.Invalid($"{subject} is not an account. {reason} {input.Consequence} Use {advice}");
    }
}
