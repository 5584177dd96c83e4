#!/usr/bin/env bash
# 200 worlds; 10,000 of them in `make soak` (CHATLET_SOAK=1).
set -euo pipefail
exec "$1" --seeds "$([[ -n ${CHATLET_SOAK:-} ]] && echo 10000 || echo 200)"
