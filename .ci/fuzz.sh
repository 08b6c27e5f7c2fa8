# shellcheck shell=bash
# `./roommesh fuzz`: sourced by the launcher, whose functions it uses.

fuzz_help() {
    cat <<'TEXT'
Usage: ./roommesh fuzz [--changes N] [--seed S] [--corpus N]

Throws mutated changes and bases of the room's document, most of them with right checksums, at the decoder, and those
that it accepts at native code, in a process of its own. Before that the decoder must accept every change that automerge
makes, from Java and, where node and npm are there, from JavaScript. The exit code is 0 when nothing was wrong.

  --changes N   how many mutated changes and bases; 1000000 if not given
  --seed S      the seed of all chance; 1 if not given
  --corpus N    how many changes automerge makes in each of Java and JavaScript; 100000 if not given
TEXT
}

make_javascript() { # changes, seed, file: with the automerge of package-lock.json
    local folder=$RUN/javascript
    mkdir -p "$folder"
    cp "$ROOT"/worker-agent/src/test/js/* "$folder/"
    (cd "$folder" && npm ci --silent --no-fund --no-audit >&2 && node generate.mjs "$1" "$2" "$3") >&2
}

run_fuzz() {
    local changes=1000000 seed=1 corpus=100000 file="" reports=$ROOT/worker-agent/target/fuzz
    while [ $# -gt 0 ]; do
        case $1 in
        -h | --help)
            fuzz_help
            return 0
            ;;
        --changes | --seed | --corpus)
            case ${2:-} in
            "" | *[!0-9]*)
                say "fuzz needs a whole number behind $1."
                return 2
                ;;
            esac
            local "${1#--}=$2"
            shift 2
            ;;
        *)
            say "fuzz knows --changes, --seed, --corpus and --help, not $1."
            return 2
            ;;
        esac
    done
    find_java
    need_maven
    rm -rf "$reports"
    if has node && has npm; then
        mkdir -p "$RUN"
        file=$RUN/javascript-changes.txt
        say "JavaScript makes $corpus changes"
        make_javascript "$corpus" "$seed" "$file" || fail "The JavaScript changes cannot be made; the lines above tell why."
    else
        say "Without node and npm only the JavaScript changes in the repository are read."
    fi
    say "Java makes $corpus changes; then $changes are mutated, with the seed $seed"
    (cd "$ROOT" && mvn -B -q test -pl worker-agent -am -Dtest='ChangeCorpusTest,ChangeFuzzTest' \
        -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip "-Dcorpus.changes=$corpus" \
        "-Dcorpus.javascript=$file" "-Dfuzz.changes=$changes" "-Dfuzz.seed=$seed") >&2 ||
        fail "Something was wrong; $reports has what came to pass, and the last line of process.txt there names the room that repeats an abort."
    cat "$reports/corpus.txt" "$reports/report.txt"
    echo "aborts 0"
}
