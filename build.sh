#!/usr/bin/env bash
# Runs build.ps1 with all arguments, in the pwsh on the PATH or else in the .NET tool of .config/dotnet-tools.json.
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

fail() {
    printf 'No PowerShell was found: there is no pwsh on the PATH, and %s\n' "$1" >&2
    printf 'Install PowerShell 7 (https://aka.ms/powershell), or make NuGet reachable. Nothing was done.\n' >&2
    exit 3
}

powershell=(pwsh)
if ! command -v pwsh > /dev/null; then
    command -v dotnet > /dev/null || fail 'no dotnet to restore one with.'
    log=$(dotnet tool restore 2>&1) || fail "dotnet tool restore failed: $log"
    powershell=(dotnet tool run pwsh --)
fi
exec "${powershell[@]}" -NoLogo -NoProfile -NonInteractive -File build.ps1 "$@"
