#!/usr/bin/env bash
# Runs the C suites on a build that counts lines, prints the share of core/src they reach, file by
# file, and fails under the floor.
set -euo pipefail
cd "$(dirname "$0")/.."
floor=80
folder=build/coverage

[[ -f $folder/build.ninja ]] || cmake --preset coverage >/dev/null
cmake --build --preset coverage -j "$(nproc)" -- --quiet
find "$folder" -name '*.gcda' -delete
ctest --test-dir "$folder" -R '^test_' -j "$(nproc)" --output-on-failure --no-tests=error >"$folder/ctest.log" ||
    { cat "$folder/ctest.log"; exit 1; }
gcovr --root . --filter 'core/src/' --object-directory "$folder" --sort-uncovered \
    --exclude-unreachable-branches --exclude-throw-branches --fail-under-line "$floor" -j "$(nproc)" "$folder"
