#!/usr/bin/env bash
# Builds the fuzz programs, or runs one of them.
#
#     tests/fuzz/run_fuzz.sh build
#     tests/fuzz/run_fuzz.sh fuzz_json
#
# CHATLET_FUZZ_SECONDS unset: a short run that always begins alike and keeps nothing. Set: that many
# seconds, from a new place each time, and what was learned stays under build/fuzz/corpus. An input
# that fails stays under build/fuzz/crashers either way; it belongs into seeds/ with the mend.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v clang >/dev/null; then
    echo "chatlet: fuzz: skipped, since there is no clang"
    exit 77
fi

if [[ $1 == build ]]; then
    [[ -f build/fuzz/build.ninja ]] || cmake --preset fuzz
    nice -n 5 cmake --build --preset fuzz --target fuzz_programs -j "$(nproc)"
    exit
fi

name=$1
short=${name#fuzz_}
program=build/fuzz/tests/$name
crashers=build/fuzz/crashers/$short
mkdir -p "$crashers"

# libFuzzer ends with 77 when an input fails, which ctest would take for "skipped".
options=(-error_exitcode=1 -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$crashers/" -use_value_profile=1)
if [[ -n ${CHATLET_FUZZ_SECONDS:-} ]]; then
    learned=build/fuzz/corpus/$short
    options+=(-max_total_time="$CHATLET_FUZZ_SECONDS")
    mkdir -p "$learned"
else
    learned=$(mktemp -d)
    trap 'rm -rf "$learned"' EXIT
    options+=(-max_total_time=5 -seed=1)
fi
[[ -f tests/fuzz/$short.dict ]] && options+=(-dict="tests/fuzz/$short.dict")
folders=("$learned")
[[ -d tests/fuzz/seeds/$short ]] && folders+=("tests/fuzz/seeds/$short")

# Last in line for the processor: suites beside it measure times.
nice -n 15 "$program" "${options[@]}" "${folders[@]}"
