# Searches texts for a key, its parts and its encodings. Dot-source it after Shared.ps1.
# C#, because some hundred megabytes are searched. C# 5, for Windows PowerShell 5.1.
if (-not ('TikTokFollowingTests.KeySearch' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TikTokFollowingTests
{
    public sealed class KeySearch
    {
        private const int Fragment = 8;
        private readonly List<string> _forms = new List<string>();

        public KeySearch(string key)
        {
            HashSet<string> forms = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            byte[] bytes = Encoding.ASCII.GetBytes(key);
            byte[] wide = Encoding.Unicode.GetBytes(key);
            AddFragments(forms, key);
            AddFragments(forms, Uri.EscapeDataString(key));
            AddFragments(forms, key.Replace("/", "\\/").Replace("\"", "\\\""));
            AddFragments(forms, key.Replace("\"", "\\u0022").Replace("&", "\\u0026").Replace("+", "\\u002B"));
            AddFragments(forms, key.Replace("&", "&amp;").Replace("\"", "&quot;"));
            AddFragments(forms, BitConverter.ToString(bytes).Replace("-", ""), 16);
            AddFragments(forms, BitConverter.ToString(bytes), 23);
            AddFragments(forms, BitConverter.ToString(wide).Replace("-", ""), 32);
            // base64 of the key at each of the three alignments that it can have in a longer text.
            foreach (string before in new string[] { "", "a", "ab", "Bearer ", "any:" })
            {
                string text = Convert.ToBase64String(Encoding.ASCII.GetBytes(before + key));
                int first = ((before.Length + 2) / 3) * 4;
                int length = ((before.Length + key.Length) / 3) * 4 - first;
                AddFragments(forms, text.Substring(first, length), 11);
                AddFragments(forms, text.Substring(first, length).Replace('+', '-').Replace('/', '_'), 11);
            }
            AddFragments(forms, Convert.ToBase64String(wide).Substring(0, wide.Length / 3 * 4), 22);
            _forms.AddRange(forms);
        }

        public int Forms { get { return _forms.Count; } }
        public long Bytes { get; private set; }

        // Returns the first form that the text contains, or null.
        public string Find(string text)
        {
            if (string.IsNullOrEmpty(text)) { return null; }
            Bytes += Encoding.UTF8.GetByteCount(text);
            string found = FindIn(text);
            // Searches again after each level of decoding: JSON in JSON, percent-encoding, HTML entities.
            for (int level = 0; found == null && level < 4; level++)
            {
                string decoded = Decode(text);
                if (decoded == text) { break; }
                found = FindIn(decoded);
                text = decoded;
            }
            return found;
        }

        public static string Decode(string text)
        {
            if (text.IndexOfAny(new char[] { '\\', '%', '&' }) < 0) { return text; }
            text = Regex.Replace(text, @"\\u([0-9a-fA-F]{4})|\\(.)", delegate(Match match)
            {
                return match.Groups[1].Success ? DecodeHex(match) : match.Groups[2].Value;
            });
            text = Regex.Replace(text, "%([0-9a-fA-F]{2})", DecodeHex);
            return WebUtility.HtmlDecode(text);
        }

        private static string DecodeHex(Match match)
        {
            return ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString();
        }

        private string FindIn(string text)
        {
            foreach (string form in _forms)
            {
                int at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase);
                if (at >= 0) { return form + " at " + at; }
            }
            return null;
        }

        private static void AddFragments(HashSet<string> forms, string text) { AddFragments(forms, text, Fragment); }

        private static void AddFragments(HashSet<string> forms, string text, int length)
        {
            for (int i = 0; i + length <= text.Length; i++) { forms.Add(text.Substring(i, length)); }
        }
    }
}
'@
}

# Returns all texts of objects and errors, as logs, exports and users produce them.
function Get-Everything($Items) {
    foreach ($item in $Items) {
        if ($null -eq $item) { continue }
        "$item"
        $item | Format-List * -Force | Out-String -Width 4096
        $item | Out-String -Width 4096
        # An invocation refers to the whole session. Under Wine, the properties of its command can block PowerShell.
        $depth = 3
        if ($item.InvocationInfo) {
            $depth = 1
            $item.InvocationInfo | Format-List * -Force | Out-String -Width 4096
            ConvertTo-Json $item.InvocationInfo.BoundParameters -Depth 2 -WarningAction SilentlyContinue
        }
        try { ConvertTo-Json $item -Depth $depth -WarningAction SilentlyContinue } catch { $_.Exception.Message }
        [System.Management.Automation.PSSerializer]::Serialize($item, $depth)
        if ($item -is [System.Management.Automation.ErrorRecord]) {
            $item.ErrorDetails; $item.ScriptStackTrace; $item.FullyQualifiedErrorId; $item.CategoryInfo.ToString()
            $item.TargetObject | Format-List * -Force | Out-String -Width 4096
            for ($exception = $item.Exception; $exception; $exception = $exception.InnerException) {
                $exception.ToString(); $exception.StackTrace; $exception.Source; $exception.HelpLink
                foreach ($name in $exception.Data.Keys) { "$name = $($exception.Data[$name])" }
                $exception | Format-List * -Force | Out-String -Width 4096
            }
        }
    }
}

# The forms in which JSON libraries and providers write a text.
$all = { param($text, $format) -join ($text.ToCharArray() | ForEach-Object { '\u' + ([int]$_).ToString($format) }) }
$escapings = [ordered] @{
    Go        = {
        param($text) $text.Replace('\', '\\').Replace('"', '\"').Replace('&', '\u0026').Replace('<', '\u003c')
    }
    Rails     = {
        param($text) $text.Replace('\', '\\').Replace('"', '\"').Replace('&', '\u0026').Replace('>', '\u003E')
    }
    Php       = { param($text) $text.Replace('\', '\\').Replace('"', '\"').Replace('/', '\/') }
    PhpHex    = {
        param($text) $text.Replace('\', '\\').Replace('"', '\u0022').Replace('&', '\u0026').Replace('/', '\/')
    }
    Gson      = {
        param($text) $text.Replace('\', '\\').Replace('"', '\"').Replace('=', '\u003d').Replace('&', '\u0026')
    }
    Lower     = { param($text) & $all $text 'x4' }
    Upper     = { param($text) & $all $text 'X4' }
    One       = {
        param($text) $text.Substring(0, 5).Replace('/',
            '\/') + (& $all $text.Substring(5, 1) 'x4') + $text.Substring(6).Replace('"', '\"')
    }
    InJson    = {
        param($text) '{\"sent\":\"' + $text.Replace('"', '\\\"').Replace('=', '\\u003d').Replace('/', '\\/') + '\"}'
    }
    Html      = {
        param($text) $text.Replace('&', '&amp;').Replace('"', '&quot;').Replace('=', '&#61;').Replace('/', '&#x2F;')
    }
    Percent   = { param($text) [uri]::EscapeDataString($text).Replace('%', '\u0025') }
    Base64Php = {
        param($text) [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes("Bearer $text")).Replace('/', '\/')
    }
}
