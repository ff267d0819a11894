using System.Globalization;

namespace TikTokFollowing.Client.Conversion;

/// <summary>
/// Recognizes ids that lost their last digits, as in a spreadsheet, which keeps 15 of 19 digits. A single id can end
/// with zeros by chance, a list of them does not.
/// </summary>
internal sealed class IdRounding
{
    // Shorter numbers fit into every number type.
    private const int ShortestLong = 16;

    // One id in a million ends with six zeros.
    private const int CertainZeros = 6;
    private const int SpreadsheetZeros = 4;

    private int _long;
    private int _rounded;
    private int _zeros;
    private bool _areAllRounded = true;
    private string? _example;

    /// <summary>Gets an id that lost digits; null if the ids look complete.</summary>
    public string? Example
    {
        get
        {
            bool isAll = _areAllRounded && _zeros >= CertainZeros;
            bool isPart = _rounded >= 2 && _rounded * 100L >= _long;
            return isAll || isPart ? _example : null;
        }
    }

    /// <summary>Gets the row of <see cref="Example"/>, from 1.</summary>
    public int ExampleRow { get; private set; }

    /// <summary>Adds an id of the list.</summary>
    /// <param name="id">The id; null where the record has none.</param>
    /// <param name="row">The row of the record, from 1.</param>
    public void Add(string? id, int row)
    {
        if (id is null || id.Length < ShortestLong || !IsDigits(id))
        {
            return;
        }
        int zeros = ZerosOf(id);
        _long++;
        _zeros += zeros;
        _areAllRounded &= zeros >= 2;
        if (zeros >= SpreadsheetZeros)
        {
            _rounded++;
        }
        if (zeros >= 2 && _example is null)
        {
            _example = id;
            ExampleRow = row;
        }
    }

    /// <summary>Indicates whether one of two ids can be the other one after a loss of digits.</summary>
    public static bool IsSameRounded(string first, string second)
    {
        if (first.Length < ShortestLong || first.Length != second.Length || !IsDigits(first) || !IsDigits(second))
        {
            return false;
        }
        int zeros = Math.Max(ZerosOf(first), ZerosOf(second));
        decimal distance = Math.Abs(NumberOf(first) - NumberOf(second));
        decimal unit = (decimal)Math.Pow(10, zeros);
        return zeros >= 1 && distance <= unit;
    }

    private static decimal NumberOf(string id) =>
        decimal.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int ZerosOf(string id) => id.Length - id.TrimEnd('0').Length;

    private static bool IsDigits(string text) => text.Length <= 25 && text.All(static c => c is >= '0' and <= '9');
}
