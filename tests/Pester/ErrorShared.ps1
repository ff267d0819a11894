# Shared by the tests of errors. Dot-source it after Shared.ps1.
$cmdlet = 'TikTokFollowing.Cmdlets.Commands.GetTikTokFollowingCommand'
$secret = 'sk_live_a-key/that+is=secret'

function Assert-Target($Target, $Handle, $Provider) {
    $null -eq $Target | Should -BeFalse
    $names = @($Target.PSObject.Properties.Name)
    foreach ($name in 'Handle', 'Provider', 'NextCursor', 'AccountsReturned', 'CreditsCharged') {
        $names | Should -Contain $name
    }
    $Target.Handle | Should -BeExactly $Handle
    $Target.Provider | Should -BeExactly $Provider
}

# Returns the error for a response to the first request.
function Get-ResponseError([int] $Status, [string] $Headers, [string] $Body, [string] $Provider,
    [hashtable] $With = @{}) {
    $server = New-Object TikTokFollowingTests.RecordingServer
    try {
        $server.Respond($Status, $Headers, $Body)
        $call = @{ Provider = $Provider; BaseUri = $server.BaseUri; ApiKey = ConvertTo-Key $secret }
        $run = Invoke-Captured { Get-TikTokFollowing someone @call @With @Impatient }
        $run | Add-Member -NotePropertyName Requests -NotePropertyValue $server.Requests.Count -PassThru
    }
    finally { $server.Dispose() }
}
