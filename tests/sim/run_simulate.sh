#!/usr/bin/env bash
# Runs simulated worlds.
#
#     tests/sim/run_simulate.sh worlds PROGRAM           200 of them; 10,000 in `make soak` (CHATLET_SOAK=1)
#     tests/sim/run_simulate.sh compare PROGRAM OTHER    both give the same traces, step for step
set -euo pipefail
case $1 in
worlds) exec "$2" --seeds "$([[ -n ${CHATLET_SOAK:-} ]] && echo 10000 || echo 200)" ;;
compare)
    if [[ ! -x $3 ]]; then
        echo "chatlet: sim: skipped, since there is no $3 (clang is missing)"
        exit 77
    fi
    diff <("$2" --seeds 40 --hash) <("$3" --seeds 40 --hash)
    ;;
*) exit 2 ;;
esac
