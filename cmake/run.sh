#!/usr/bin/env bash
# Serves build/site, and with --docs FOLDER an assistant over that folder's documents beside it, built
# again when a document changes. Ctrl-C ends both.
#
#     cmake/run.sh [--port N] [--docs FOLDER] [--yours FOLDER]
#
# --yours  where that assistant is written; build/yours
#
# A taken port is said by chatletd, which takes the next one; the addresses printed are the real ones.
set -euo pipefail

stop() { printf '%s\n' "chatlet: $*" >&2; exit 1; }

docs=""
port=8787
yours=build/yours
while [[ $# -gt 1 ]]; do
    case $1 in
    --port) port=$2 ;;
    --docs) docs=$(realpath -e -- "${2/#\~/$HOME}") || stop "there is no folder $2" ;;
    --yours) yours=$(realpath -- "$2") ;;
    *) stop "unknown option $1" ;;
    esac
    shift 2
done
[[ -z $docs || -d $docs ]] || stop "$docs is not a folder"
cd "$(dirname "$0")/.."

started=()
finish() {
    trap - EXIT INT TERM
    [[ ${#started[@]} == 0 ]] || kill -TERM "${started[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
}
trap finish EXIT
trap 'exit 0' INT TERM

# Builds, and stays to build again. Only HTML documents have an address of their own: they are served
# under /documents/; of the others the command writes pages. A folder in which nothing can be read yet
# is watched too: the demo is there meanwhile.
build_yours() {
    build/bin/chatlet build "$docs" --out "$yours" --base-url /documents/ --watch &
    started+=($!)
    local watcher=$!
    until [[ -f $yours/manifest.json ]]; do
        kill -0 "$watcher" 2>/dev/null || stop "the assistant over $docs was not built"
        kill -0 "$serving" 2>/dev/null || exit
        sleep 0.1
    done
}

# The theme in the tag keeps the button from changing once the manifest has come; its keys are sorted.
say_yours() {
    local theme
    theme=$(sed -nE 's/.*"theme":\{("accent":"(#[0-9A-Fa-f]{6})",)?"position":"(start|end)"\}.*/\2 \3/p' \
        "$yours/manifest.json")
    local accent=${theme% *} position=${theme##* } words=""
    [[ -n $accent ]] && words+=" data-accent=\"$accent\""
    [[ $position == start ]] && words+=" data-position=\"start\""
    printf '\n  %-22s %s/yours/\n' "Over your documents:" "$1"
    printf '\nOn a page of yours, for as long as this runs:\n\n'
    printf '  <script src="%s/yours/chatlet.js"%s defer></script>\n' "$1" "$words"
}

folders=(--site build/site)
if [[ -n $docs ]]; then
    rm -rf "$yours"
    mkdir -p "$yours"
    folders+=(--mount "/yours=$yours" --mount "/documents=$docs")
fi

coproc server { exec build/bin/chatletd "${folders[@]}" --port "$port"; }
serving=$server_PID
started+=("$serving")
read -r _ _ address <&"${server[0]}" || stop "chatletd could not run"
address=${address%/}
printf '\n  %-22s %s/\n\n' "The demo:" "$address"
if [[ -n $docs ]]; then
    build_yours
    say_yours "$address"
fi
printf '\nCtrl-C stops it.\n'
# Whichever ends first ends both.
wait -n || exit
