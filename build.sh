#!/usr/bin/env bash
# ./build.sh [build|test|demo|bench|pack] [-Full] [more words for the tool behind the task]
# -Full, with test: the whole of the chaos and fuzz suites (minutes) instead of a slice.
# -ModulePath <folder or .nupkg>, with test and pack: that module instead of a new build.
#
# With a PowerShell, build.ps1 does the work. Without one, this script does what can be done with the .NET SDK alone and says what it leaves out.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

task="${1:-build}"
[ $# -eq 0 ] || shift
if [ "${1:-}" = -Full ]; then # for the tests, whoever runs them
    export TIKTOKFOLLOWING_FULL=1
    shift
fi
results=artifacts/tests
restore_limit=60 # seconds

say() { printf '%s\n' "$*"; }
fail() { say "$1" >&2; exit "${2:-1}"; }

case "$task" in
    build|test|demo|bench|pack) ;;
    -h|--help|help) say "Usage: ./build.sh [build|test|demo|bench|pack]"; exit 0 ;;
    *) fail "There is no task '$task'. Tasks: build, test, demo, bench, pack." 2 ;;
esac
command -v dotnet > /dev/null || fail "The .NET SDK 10 is needed (https://dotnet.microsoft.com/download); there is no 'dotnet' on the PATH."

# Sets powershell to the command that starts one, or why_not to the reason why there is none.
find_powershell() {
    powershell=() why_not=""
    if command -v pwsh > /dev/null; then powershell=(pwsh); return; fi

    say "There is no pwsh on the PATH. Trying the .NET tool in .config/dotnet-tools.json."
    dotnet tool restore > /dev/null 2>&1 & # some systems have no timeout(1)
    local restore=$! second
    for ((second = 0; second < restore_limit; second++)); do
        kill -0 "$restore" 2> /dev/null || break
        sleep 1
    done
    if kill "$restore" 2> /dev/null; then
        why_not="no pwsh on the PATH; dotnet tool restore took over $restore_limit seconds"
    elif ! wait "$restore"; then
        why_not="no pwsh on the PATH; dotnet tool restore could not get one"
    elif ! dotnet tool run pwsh -- -NoLogo -NoProfile -NonInteractive -Command 'exit 0' > /dev/null 2>&1; then
        why_not="no pwsh on the PATH; the one of dotnet tool restore does not start"
    else
        powershell=(dotnet tool run pwsh --)
    fi
}

build() { dotnet build -c Release --nologo "$@" || fail "The build failed."; }

# The same, but silent as long as all goes well: "dotnet build" does not let its summary be turned off.
build_quietly() {
    say "Building..."
    dotnet msbuild -restore -m -nologo -tl:off -v:quiet -p:Configuration=Release || fail "The build failed."
}

# The build for Windows PowerShell, on Mono. Adds to passed and failed of its caller, and sets net472_note and code where something is to be said.
run_net472() {
    local said end='^([0-9]+) passed, ([0-9]+) failed$' last status
    net472_note=""
    command -v mono > /dev/null || { net472_note="skipped, as there is no .NET Framework and no Mono (Debian: mono-devel)."; return; }
    said=$(mono tests/TikTokFollowing.NetFramework.Tests/bin/Release/net472/TikTokFollowing.NetFramework.Tests.exe out/TikTokFollowing)
    status=$?
    last=${said##*$'\n'}
    if [ $status -eq 3 ]; then
        net472_note="skipped: $last."
    elif [[ $last =~ $end ]]; then
        say "${said%$'\n'*}"
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        [ $status -eq 0 ] || code=1
    else
        say "$said"
        net472_note="it ended with $status before it could say what passed."
        code=1
    fi
}

# Adds up the trx files, and ends with the line that build.ps1 would end with.
run_tests() {
    local file text passed=0 failed=0 skipped=0 code
    rm -rf "$results"
    dotnet test -c Release --no-build --nologo --logger "trx;LogFilePrefix=xunit" --results-directory "$results" "$@"
    code=$?
    local counters='<Counters total="([0-9]+)" executed="([0-9]+)" passed="([0-9]+)"'
    for file in "$results"/*.trx; do
        [ -f "$file" ] || continue
        text=$(< "$file")
        [[ $text =~ $counters ]] || continue
        passed=$((passed + BASH_REMATCH[3]))
        failed=$((failed + BASH_REMATCH[2] - BASH_REMATCH[3]))
        skipped=$((skipped + BASH_REMATCH[1] - BASH_REMATCH[2])) # the file's own notExecuted is always 0
    done

    local note=""
    if [ $code -ne 0 ] && [ $failed -eq 0 ]; then
        note="xunit: dotnet test ended with $code before all tests had run."
    elif [ $((passed + failed)) -eq 0 ]; then
        note="xunit: no test ran."
        code=1
    fi
    run_net472
    say ""
    [ -z "$note" ] || say "$note"
    [ -z "$net472_note" ] || say "net472: $net472_note"
    say "xunit, in process: left out, as there is no PowerShell ($why_not)."
    say "Pester: skipped, as there is no PowerShell ($why_not)."
    say "$passed passed, $failed failed, $skipped skipped"
    return $code
}

find_powershell
if [ ${#powershell[@]} -gt 0 ]; then
    exec "${powershell[@]}" -NoLogo -NoProfile -NonInteractive -File build.ps1 "$task" "$@"
fi

[ "${1:-}" != -ModulePath ] || fail "-ModulePath needs a PowerShell ($why_not). Nothing was done." 3
case "$task" in
    build)
        build "$@"
        ;;
    test)
        build_quietly
        run_tests "$@"
        ;;
    demo)
        build_quietly
        say "There is no PowerShell to load the module into"
        say "($why_not)."
        say "This is its client, in a small console program."
        dotnet run --project src/TikTokFollowing.Demo -c Release --no-build
        ;;
    bench|pack)
        fail "'$task' needs a PowerShell ($why_not). Nothing was done." 3
        ;;
esac
