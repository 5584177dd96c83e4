#!/usr/bin/env bash
# Serves build/site, and with --docs FOLDER an assistant over that folder's documents beside it,
# rebuilt when a document changes. Ctrl-C ends both.
#
#     cmake/run.sh [--port N] [--docs FOLDER]
set -euo pipefail

docs=""
port=8787
while [[ $# -gt 0 ]]; do
    case $1 in
    --port) port=$2; shift 2 ;;
    --docs) docs=$(realpath -- "$2"); shift 2 ;;
    *) echo "chatlet: unknown option $1" >&2; exit 64 ;;
    esac
done
cd "$(dirname "$0")/.."

started=()
finish() {
    trap - EXIT INT TERM
    local pid
    for pid in "${started[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
}
trap finish EXIT
trap 'finish; exit 0' INT TERM

serve=(build/bin/chatletd --site build/site --port "$port")
if [[ -n $docs ]]; then
    [[ -d $docs ]] || { echo "chatlet: no folder $docs" >&2; exit 66; }
    # The page of your own assistant is the demo page's markup with another manifest; the documents
    # themselves are served under /documents/, so that citations of HTML pages open.
    yours=build/yours
    rm -rf "$yours"
    mkdir -p "$yours"
    build/bin/chatlet build "$docs" --out "$yours" --url-prefix /documents/ --watch &
    started+=($!)
    serve+=(--mount "/yours=$yours" --mount "/documents=$docs")
fi
"${serve[@]}" &
started+=($!)
wait -n || true
