# shellcheck shell=bash
# `./roommesh test`: sourced by the launcher, whose functions it uses, with network.sh beside it.

test_help() {
    cat <<'TEXT'
Usage: ./roommesh test [--quick]

Runs every test: unit tests and the simulation first, then those with processes and data channels, in a network of
their own where this machine allows one, then those with containers, where an engine answers. The last line counts them;
the exit code is 0 when all passed.

  --quick   leaves out processes and data channels, and plays a tenth of the simulated rooms and fuzzed changes; under 2 minutes

One module alone:         mvn -pl client verify
One test with processes:  mvn verify -DskipUTs -DskipITs=false -Dit.test=NAME -Dfailsafe.failIfNoSpecifiedTests=false
TEXT
}

count_tests() { # kind of reports (surefire, failsafe) -> "tests failed skipped"
    find "$ROOT" -path "*/target/$1-reports/TEST-*.xml" -exec cat {} + 2>/dev/null | tr '>' '\n' | awk '
        /<testsuite[ \t\r\n]/ { inside = 1 }
        inside {
            line = $0
            while (match(line, /[a-z]+="[^"]*"/)) {
                split(substr(line, RSTART, RLENGTH), part, "=")
                gsub(/"/, "", part[2])
                if (part[1] == "tests") tests += part[2]
                if (part[1] == "errors" || part[1] == "failures") failed += part[2]
                if (part[1] == "skipped") skipped += part[2]
                line = substr(line, RSTART + RLENGTH)
            }
            inside = 0
        }
        END { print tests + 0, failed + 0, skipped + 0 }'
}

run_with_processes() {
    local command
    # Offline: all plugins and test engines were resolved by the run before, which passed the same phases.
    command="cd '$ROOT' && exec mvn -B -o verify -DskipUTs -DskipITs=false -Dspotless.check.skip -Denforcer.skip -Dmdep.analyze.skip"
    if own_network; then
        say "Tests with processes, in a network of their own"
        $NETWORK bash -c "$NETWORK_SETUP && $command"
    else
        say "This machine gives no network of its own (unshare --net); the tests with processes use its real one."
        bash -c "$command"
    fi
}

has_old_client() {
    "${ROOMMESH_PYTHON:-/usr/bin/python3}" -c 'import aiortc, websockets' >/dev/null 2>&1
}

engine_answers() {
    has docker && docker info >/dev/null 2>&1
}

# In the background, while Maven compiles: the command that ROOMMESH_ENGINE_UP names, where no engine answers.
start_engine() { # sets ENGINE_STARTING
    ENGINE_STARTING=
    if [ -z "${ROOMMESH_ENGINE_UP:-}" ] || engine_answers; then return 0; fi
    mkdir -p "$RUN"
    bash "$ROOMMESH_ENGINE_UP" >"$RUN/engine.log" 2>&1 &
    ENGINE_STARTING=$!
}

run_with_containers() {
    if [ -r "${ENGINE_HOME:-$HOME/.cache/container-engine}/env.sh" ]; then
        # shellcheck source=/dev/null
        . "${ENGINE_HOME:-$HOME/.cache/container-engine}/env.sh"
    fi
    say "Tests with containers"
    (cd "$ROOT" && mvn -B -o verify -DskipUTs -DskipContainers=false -Dspotless.check.skip -Denforcer.skip -Dmdep.analyze.skip)
}

run_all() { # --quick or nothing
    local code=0 units with_processes tests failed skipped fewer=()
    need_maven
    # The worker's unit tests make native connections, too.
    check_libraries
    # Links between workers are cut with it.
    [ "${1:-}" = --quick ] || has iptables || apt_install iptables || true
    # The page is looked at with it; without it that test fails.
    [ "${1:-}" = --quick ] || { has chromium && has chromedriver; } || apt_install chromium chromium-driver || true
    # Old clients are written for these; without them those tests fail.
    [ "${1:-}" = --quick ] || has_old_client || apt_install python3-aiortc python3-websockets || true
    [ "${1:-}" = --quick ] || start_engine
    find "$ROOT" -path '*/target/*-reports' -type d -prune -exec rm -rf {} + 2>/dev/null || true
    say "Unit tests and simulation"
    # A tenth of the chances shows what is broken outright; the rest is for who has the time.
    [ "${1:-}" != --quick ] || fewer=(-Dseeds=3 -Dscenario.seeds=30 -Dfuzz.changes=1500 -Dcorpus.changes=300)
    # Modules that do not need one another build and test side by side.
    (cd "$ROOT" && mvn -B -T 2 verify ${fewer[@]+"${fewer[@]}"}) || code=1
    if [ "$code" = 0 ] && [ "${1:-}" != --quick ]; then
        # What runs the programs themselves finds them built, and does not wait for the lock held here.
        export ROOMMESH_BUILT=1
        run_with_processes || code=1
        [ -z "$ENGINE_STARTING" ] || wait "$ENGINE_STARTING" || say "The container engine did not start; $RUN/engine.log tells why."
        if engine_answers; then
            run_with_containers || code=1
        elif [ "${ROOMMESH_CONTAINERS:-}" = required ]; then
            say "No container engine answers (docker info), so the tests with containers could not run."
            code=1
        else
            say "No container engine answers (docker info); the tests with containers are left out."
        fi
    fi
    read -r tests failed skipped <<<"$(count_tests surefire)"
    units=$tests
    say ""
    say "Unit tests and simulation: $tests ran, $failed failed, $skipped skipped"
    if [ "${1:-}" != --quick ]; then
        set -- "$failed" "$skipped"
        read -r with_processes failed skipped <<<"$(count_tests failsafe)"
        say "Tests with processes and containers: $with_processes ran, $failed failed, $skipped skipped"
        if [ "$with_processes" = 0 ]; then
            say "No test with processes ran."
            code=1
        fi
        tests=$((tests + with_processes)) failed=$((failed + $1)) skipped=$((skipped + $2))
    fi
    if [ "$units" = 0 ]; then
        say "No unit test ran."
        code=1
    fi
    [ "$failed" = 0 ] || code=1
    echo "$((tests - failed - skipped)) passed, $failed failed, $skipped skipped"
    return "$code"
}

run_tests() {
    case ${1:-} in
    "" | --quick) ;;
    -h | --help)
        test_help
        return 0
        ;;
    *)
        say "test knows --quick and --help, not $1."
        return 2
        ;;
    esac
    [ $# -le 1 ] || { say "test takes at most one option."; return 2; }
    find_java
    under_lock build run_all "$@"
}
