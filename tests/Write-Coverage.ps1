<#
.SYNOPSIS
    Prints the share of lines of each project that the xunit suites ran. A line counts if any of them ran it.
.PARAMETER Path
    Specifies the folder with the results of the suites.
#>
[CmdletBinding()]
param([Parameter(Mandatory)] [string] $Path)

$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'
Set-StrictMode -Version 3.0
$projects = @{}
# The TRX logger copies each file to a folder named In.
$files = Get-ChildItem $Path -Filter coverage.cobertura.xml -Recurse |
    Where-Object FullName -NotMatch '[\\/]In[\\/]'
foreach ($file in $files) {
    $reader = [Xml.XmlReader]::Create($file.FullName)
    try {
        while ($reader.Read()) {
            if ($reader.NodeType -ne 'Element') { continue }
            switch ($reader.Name) {
                'source' { $root = $reader.ReadString() }
                'package' {
                    $name = $reader.GetAttribute('name')
                    if (-not $projects.ContainsKey($name)) { $projects[$name] = @{} }
                    $lines = $projects[$name]
                }
                'class' { $source = $root + $reader.GetAttribute('filename') }
                'line' {
                    $key = $source + ':' + $reader.GetAttribute('number')
                    $lines[$key] = $lines[$key] -or $reader.GetAttribute('hits') -ne '0'
                }
            }
        }
    }
    finally { $reader.Dispose() }
}
foreach ($name in $projects.Keys | Sort-Object) {
    $covered = @($projects[$name].Values -eq $true).Count
    $share = 100 * $covered / $projects[$name].Count
    $form = 'Coverage of {0}: {1:0.0} % of {2:N0} lines'
    $invariant = [cultureinfo]::InvariantCulture
    Write-Information ([string]::Format($invariant, $form, $name, $share, $projects[$name].Count))
}
