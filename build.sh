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
restore_limit=180 # seconds

say() { printf '%s\n' "$*"; }
fail() { say "$1" >&2; exit "${2:-1}"; }

case "$task" in
    build|test|demo|bench|pack) ;;
    -h|--help|help) say "Usage: ./build.sh [build|test|demo|bench|pack]"; exit 0 ;;
    *) fail "There is no task '$task'. Tasks: build, test, demo, bench, pack." 2 ;;
esac
command -v dotnet > /dev/null || fail "The .NET SDK 10 is needed (https://dotnet.microsoft.com/download); there is no 'dotnet' on the PATH."

# Runs a restore, or sets problem to what is wrong with it. Some systems have no timeout(1).
restore() {
    local log said process second
    log=$(mktemp)
    "$@" > "$log" 2>&1 &
    process=$!
    for ((second = 0; second < restore_limit; second++)); do
        kill -0 "$process" 2> /dev/null || break
        sleep 1
    done
    problem=""
    if kill "$process" 2> /dev/null; then
        problem="it took over $restore_limit seconds"
    elif ! wait "$process"; then
        said=$(< "$log")
        if [[ $said =~ error\ (NU[0-9]+:.*) ]]; then said=${BASH_REMATCH[1]}; fi
        said=${said%%$'\n'*} said=${said#Unhandled exception: } said=${said%%. *}
        problem=${said%.}
    fi
    rm -f "$log"
    [ -z "$problem" ]
}

# Sets powershell to the command that starts one, or why_not to the reason why there is none.
find_powershell() {
    powershell=() why_not=""
    if command -v pwsh > /dev/null; then powershell=(pwsh); return; fi

    say "There is no pwsh on the PATH. Trying the .NET tool in .config/dotnet-tools.json."
    if ! restore dotnet tool restore; then
        why_not="no pwsh on the PATH; dotnet tool restore: $problem"
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

# The suites add to passed, failed and skipped of run_tests, set code where something is bad, and note what there is to say.

note() { [ -z "$1" ] || notes+="$1"$'\n'; }

# run_xunit <suite> <folder for results> <words for dotnet test>...
run_xunit() {
    local suite=$1 folder=$2 status file text ran=0 lost=0
    local counters='<Counters total="([0-9]+)" executed="([0-9]+)" passed="([0-9]+)"'
    shift 2
    dotnet test -c Release --no-build --nologo --logger "trx;LogFilePrefix=xunit" --results-directory "$folder" "$@"
    status=$?
    for file in "$folder"/*.trx; do
        [ -f "$file" ] || continue
        text=$(< "$file")
        [[ $text =~ $counters ]] || continue
        ran=$((ran + BASH_REMATCH[2]))
        lost=$((lost + BASH_REMATCH[2] - BASH_REMATCH[3]))
        skipped=$((skipped + BASH_REMATCH[1] - BASH_REMATCH[2])) # the file's own notExecuted is always 0
        note "$(sed -n '/"NotExecuted"/,/<\/UnitTestResult>/s|.*<Message>\(.*\)</Message>.*|: \1|p' "$file" | sort | uniq -c | sed "s/^ *\([0-9]*\) /$suite: \1 skipped/")"
    done
    passed=$((passed + ran - lost))
    failed=$((failed + lost))
    [ $status -eq 0 ] && [ $ran -gt 0 ] || code=1
    if [ $status -ne 0 ] && [ $lost -eq 0 ]; then
        note "$suite: dotnet test ended with $status before all tests had run."
    elif [ $ran -eq 0 ]; then
        note "$suite: no test ran."
    fi
}

# The module in the PowerShell of Microsoft.PowerShell.SDK. Not in the solution, as not every feed has that package.
run_in_process() {
    local suite="xunit, in process" project=tests/TikTokFollowing.InProcess.Tests
    if [ $# -gt 0 ]; then
        note "$suite: left out, as more words were given for the other tests."
    elif ! restore dotnet restore "$project" --nologo; then
        note "$suite: skipped, as Microsoft.PowerShell.SDK cannot be had ($problem)."
    elif ! dotnet build "$project" -c Release --no-restore --nologo -v:quiet; then
        note "$suite: it could not be built."
        code=1
    else
        run_xunit "$suite" "$results/in-process" "$project"
    fi
}

# The build for Windows PowerShell, on Mono.
run_net472() {
    local said end='^([0-9]+) passed, ([0-9]+) failed$' last status
    command -v mono > /dev/null || { note "net472: skipped, as there is no .NET Framework and no Mono (Debian: mono-devel)."; return; }
    said=$(mono tests/TikTokFollowing.NetFramework.Tests/bin/Release/net472/TikTokFollowing.NetFramework.Tests.exe out/TikTokFollowing)
    status=$?
    last=${said##*$'\n'}
    if [ $status -eq 3 ]; then
        note "net472: skipped: $last."
    elif [[ $last =~ $end ]]; then
        say "${said%$'\n'*}"
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        [ $status -eq 0 ] || code=1
    else
        say "$said"
        note "net472: it ended with $status before it could say what passed."
        code=1
    fi
}

# Ends with the line that build.ps1 would end with.
run_tests() {
    local passed=0 failed=0 skipped=0 notes="" code=0
    rm -rf "$results"
    run_xunit xunit "$results" "$@"
    run_in_process "$@"
    run_net472
    printf '\n%s' "$notes"
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
