#!/usr/bin/env bash
# Installs what the purposes named as arguments need and this system lacks, and says so first.
#
#     cmake/setup.sh build test
#
# System packages come from cmake/packages.txt by apt-get, JavaScript packages from
# package-lock.json by npm. Nothing is asked of the network when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
export HOME

say() { printf '%s\n' "chatlet: $*"; }
stop() { say "$*" >&2; exit 1; }

# Prints "package optional?" for each package of the given purposes that is not there.
missing_packages() {
    local installed purposes=" $* " purpose package words
    installed=$'\n'$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null)$'\n'
    while read -r purpose package words; do
        [[ $purpose == \#* || $purposes != *" $purpose "* ]] && continue
        [[ $installed == *$'\n'"installed $package"$'\n'* ]] && continue
        if [[ $words == *command:* ]]; then
            words=${words#*command:}
            command -v "${words%% *}" >/dev/null && continue
        fi
        printf '%s %s\n' "$package" "$words"
    done <cmake/packages.txt | sort -u
}

as_root() {
    if [[ $(id -u) == 0 ]]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else stop "neither root nor sudo; as root, run: $*"
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=900 \
        -o Dpkg::Use-Pty=0 -o APT::Install-Recommends=false -o Acquire::Retries=3 "$@"
}

# Lists are fetched only when a package is unknown or no longer where the old lists say.
update_lists() {
    local log=$1 try
    say "reading the package lists"
    for try in 1 2 3 4 5 6; do
        apt update >>"$log" 2>&1 && return
        # Another apt-get may hold the lists; the lock option covers dpkg's only.
        [[ $(tail -n 3 "$log") == *"Could not get lock"* ]] || break
        sleep 10
    done
    tail -n 15 "$log" >&2
    stop "apt-get update failed (log: $log)"
}

is_known() {
    local policy
    policy=$(apt-cache policy "$1" 2>/dev/null)
    [[ $policy == *"Candidate: "[!\(]* ]]
}

install_packages() {
    local log=build/setup.log packages=() optional="" package words
    while read -r package words; do
        [[ -n $package ]] || continue
        packages+=("$package")
        [[ $words == *optional* ]] && optional+=" $package "
    done <<<"$1"
    [[ ${#packages[@]} == 0 ]] && return
    command -v apt-get >/dev/null || stop "no apt-get here; please install: ${packages[*]}"
    mkdir -p build
    : >"$log"

    local updated=no wanted=()
    for package in "${packages[@]}"; do
        if ! is_known "$package" && [[ $updated == no ]]; then update_lists "$log"; updated=yes; fi
        if is_known "$package"; then wanted+=("$package")
        elif [[ $optional == *" $package "* ]]; then
            say "$package is not packaged here: what needs it is skipped"
        else stop "no package $package here; Debian 12 has it"
        fi
    done
    [[ ${#wanted[@]} == 0 ]] && return

    say "installing ${#wanted[@]} packages and what they need: ${wanted[*]}"
    local try
    for try in 1 2; do
        # The two lines that say how much is fetched and unpacked are worth seeing; the rest is in the log.
        if apt install "${wanted[@]}" 2>&1 | tee -a "$log" |
            { grep --line-buffered -E '^(Need to get|After this operation)' || true; }; then
            say "installed in $SECONDS s"
            return
        fi
        [[ $try == 1 && $updated == no ]] || break
        update_lists "$log"
    done
    tail -n 25 "$log" >&2
    stop "apt-get could not install the packages (log: $log)"
}

check_node() {
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
        process.exit(a > 18 || (a === 18 && b >= 13) ? 0 : 1)' ||
        stop "Node 18.13 or later is needed; $(command -v node) is $(node --version)"
}

# run: only what building needs (esbuild). test: all of the lock file. A stamp inside node_modules
# holds the hash of what was installed, so it goes when the folder goes.
install_modules() {
    local wanted=$1 hash stamp omit=()
    hash=$(cat package-lock.json package.json */package.json | sha256sum | cut -c1-64)
    stamp=node_modules/.chatlet-
    [[ $(cat ${stamp}test 2>/dev/null) == "$hash" ]] && return
    [[ $wanted == build && $(cat ${stamp}build 2>/dev/null) == "$hash" ]] && return
    check_node
    say "installing JavaScript packages ($([[ $wanted == build ]] && echo 'only what building needs' || echo all))"
    [[ $wanted == build ]] && omit=(--omit=dev)
    npm ci "${omit[@]}" --no-progress --loglevel=error >/dev/null || stop "npm ci failed"
    printf '%s' "$hash" >"$stamp$wanted"
}

# The search engines of others that benches measure beside Chatlet; nothing else needs them.
install_peers() {
    local folder=tests/bench/peers hash stamp
    hash=$(cat $folder/package-lock.json $folder/package.json | sha256sum | cut -c1-64)
    stamp=$folder/node_modules/.chatlet-peers
    [[ $(cat $stamp 2>/dev/null) == "$hash" ]] && return
    say "installing the peers that benches measure"
    npm ci --prefix $folder --no-progress --loglevel=error >/dev/null || stop "npm ci in $folder failed"
    printf '%s' "$hash" >"$stamp"
}

main() {
    [[ $# -gt 0 ]] || stop "say what for: build, test, check, bench"
    if command -v dpkg-query >/dev/null; then
        install_packages "$(missing_packages "$@")"
    else
        say "not a Debian: cmake/packages.txt says what must be there"
    fi
    case " $* " in
    *" test "* | *" check "* | *" bench "*) install_modules test ;;
    *) install_modules build ;;
    esac
    [[ " $* " != *" bench "* ]] || install_peers
}

main "$@"
