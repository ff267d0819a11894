# Functions for the tests of Group-, Measure- and Export-TikTokFollowingGraph; dot-source it after Shared.ps1.

# The accounts of three lists, with columns as Export-Csv writes them.
function New-OverlapAccount([string] $FollowedBy, [string] $Id, [string] $Handle, [int] $Position) {
    [pscustomobject] @{ Handle = $Handle; DisplayName = "Name of $Handle"; Id = $Id; FollowedBy = $FollowedBy
        Position = $Position; FollowerCount = 10 }
}

function Get-OverlapSample {
    New-OverlapAccount ann 1 one 1
    New-OverlapAccount ann 2 two 2
    New-OverlapAccount ann 3 three 3
    New-OverlapAccount bob 2 two 1
    New-OverlapAccount bob 3 three.renamed 2
    New-OverlapAccount cyd 3 three 1
    New-OverlapAccount cyd 3 three 2
    New-OverlapAccount cyd 4 four 3
}

# The same input in every form that the cmdlets accept, each as a script block.
function Get-OverlapForm([string] $Folder) {
    $sample = @(Get-OverlapSample)
    $sample | Export-Csv (Join-Path $Folder all.csv) -NoTypeInformation -Encoding UTF8
    ConvertTo-Json $sample | Set-Content (Join-Path $Folder all.json) -Encoding UTF8
    $sample | Export-Clixml (Join-Path $Folder all.xml)
    foreach ($user in 'ann', 'bob', 'cyd') {
        $sample | Where-Object FollowedBy -EQ $user |
            Export-Csv (Join-Path $Folder "one.$user.csv") -NoTypeInformation -Encoding UTF8
    }
    @{
        'objects'          = { Get-OverlapSample }
        'one array'        = { , @(Get-OverlapSample) }
        'hashtables'       = {
            Get-OverlapSample | ForEach-Object { @{ Handle = $_.Handle; Id = $_.Id; FollowedBy = $_.FollowedBy } }
        }
        'Import-Csv'       = { Import-Csv (Join-Path $Folder all.csv) -Encoding UTF8 }
        'ConvertFrom-Json' = { Get-Content (Join-Path $Folder all.json) -Raw -Encoding UTF8 | ConvertFrom-Json }
        'Import-Clixml'    = { Import-Clixml (Join-Path $Folder all.xml) }
        'the path of a CSV' = { Join-Path $Folder all.csv }
        'the path of JSON' = { Join-Path $Folder all.json }
        'the path of CLIXML' = { Join-Path $Folder all.xml }
        'the files of three lists' = { Get-ChildItem (Join-Path $Folder 'one*.csv') }
        'a job'            = {
            Get-OverlapSample |
                ForEach-Object {
                    [System.Management.Automation.PSSerializer]::Deserialize(
                        [System.Management.Automation.PSSerializer]::Serialize($_))
                }
        }
    }
}
