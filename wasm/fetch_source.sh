#!/usr/bin/env bash
# Fetches one pinned source of wasm/sources.txt by apt-get and unpacks it.
#
#     wasm/fetch_source.sh snowball build/sources    ─▶  build/sources/snowball/
#
# Where there is no apt, put the file that wasm/sources.txt names into the folder yourself: only its
# SHA-256 counts. Nothing is fetched when the unpacked folder is already the pinned one. Needs no
# root: the package lists are kept in the folder, and the system's own are not touched.
set -euo pipefail
package=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
pins=$(cd "$(dirname "$0")" && pwd)/sources.txt

say() { printf '%s\n' "chatlet: $*"; }
stop() { say "$*" >&2; exit 1; }

read -r file sha256 < <(awk -v package="$package" '$1 == package { print $2, $3 }' "$pins") ||
    stop "wasm/sources.txt does not name $package"
stamp=$folder/$package/.unpacked
[[ -f $stamp && $(<"$stamp") == "$sha256" ]] && exit 0

# The machine's own archives with deb-src in place of deb, in both formats they are written in.
write_source_lists() {
    local parts=$1
    mkdir -p "$parts"
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
        sed -n 's/^[[:space:]]*deb[[:space:]]/deb-src /p' | sort -u >"$parts/chatlet.list" || true
    : >"$parts/chatlet.sources"
    local list
    for list in /etc/apt/sources.list.d/*.sources; do
        [[ -f $list ]] || continue
        sed 's/^[Tt]ypes:.*/Types: deb-src/' "$list" >>"$parts/chatlet.sources"
        printf '\n' >>"$parts/chatlet.sources"
    done
}

apt_private() {
    local tool=apt-get
    [[ $1 == showsrc ]] && tool=apt-cache
    "$tool" -q \
        -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/sources" \
        -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" \
        -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 -o Acquire::Languages=none "$@"
}

# The package's versions in the archives, newest first.
versions() {
    apt_private showsrc "$package" 2>>"$apt/log" | sed -n 's/^Version: //p' | sort -ruV
}

fetch() {
    command -v apt-get >/dev/null ||
        stop "no apt-get here; put $file of Debian's package $package into $folder"
    apt=$folder/apt
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    write_source_lists "$apt/sources"
    say "fetching the source of $package"
    # Archives of others may have no sources; what counts is whether the package is found.
    apt_private update >"$apt/log" 2>&1 || true
    # Newest revision first. One that was just replaced may be listed and gone; the others are made
    # of the same file. Only that file counts, not the revision's own two.
    local version
    while read -r version; do
        [[ -f $folder/$file ]] && break
        (cd "$folder" && apt_private source --download-only "$package=$version" >>"$apt/log" 2>&1) ||
            true
    done < <(versions)
    if [[ ! -f $folder/$file ]]; then
        tail -n 12 "$apt/log" >&2
        stop "apt-get source $package did not bring $file, which wasm/sources.txt pins" \
            "(log: $apt/log); put that file into $folder"
    fi
    rm -rf "$apt/lists" "$apt/cache"
}

[[ -f $folder/$file ]] || fetch
actual=$(sha256sum "$folder/$file" | cut -d' ' -f1)
[[ $actual == "$sha256" ]] || stop "$folder/$file has the SHA-256 $actual," \
    "but wasm/sources.txt pins $sha256; remove it, or find out who changed it"

rm -rf "${folder:?}/$package"
mkdir -p "$folder/$package"
tar -xf "$folder/$file" -C "$folder/$package" --strip-components=1
printf '%s' "$sha256" >"$stamp"
