#!/usr/bin/env bash
# What can be said of the sources without running them; every part, or those named.
#
#     cmake/check.sh [format] [types] [tidy]
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { git ls-files -co --exclude-standard -- "$@"; }

check_format() {
    local tool
    tool=$(command -v clang-format-14 || command -v clang-format)
    if [[ $("$tool" --version) != *"version 14."* ]]; then
        echo "chatlet: format: skipped, since .clang-format is written for version 14"
        return 77
    fi
    sources '*.c' '*.h' | xargs -r "$tool" --dry-run -Werror
}

# What runs in pages must not see Node's types, so the command has a project of its own.
check_types() {
    node_modules/.bin/tsc --noEmit -p tsconfig.json &&
        node_modules/.bin/tsc --noEmit -p web/src/command/tsconfig.json
}

check_tidy() {
    sources 'core/src/*.c' 'core/cli/*.c' 'backend/src/*.c' |
        xargs -r -P "$(nproc)" -n 4 clang-tidy -p build/dev --quiet --warnings-as-errors='*' \
            --extra-arg=-Wno-unknown-warning-option 2>/dev/null
}

failed=0
for part in "${@:-format types tidy}"; do
    for one in $part; do
        status=0
        "check_$one" || status=$?
        [[ $status == 77 && $# == 1 ]] && exit 77
        case $status in
        0) echo "chatlet: $one: fine" ;;
        77) ;;
        *) echo "chatlet: $one: failed" >&2; failed=1 ;;
        esac
    done
done
exit $failed
