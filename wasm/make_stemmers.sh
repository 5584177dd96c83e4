#!/usr/bin/env bash
# Makes the C of stemmers from Snowball's source, each language as a libstemmer of its own, so that
# core/src/text/stem.c compiles unchanged and a module carries one stemmer only.
#
#     wasm/make_stemmers.sh build/sources/snowball build/sources/stemmers en es pt
#
#     stemmers/<language>/stem.c         the stemmer
#     stemmers/<language>/libstemmer.c   libstemmer's interface over it
#     stemmers/<language>/modules.h      the list of one that libstemmer.c reads
#
# A language is named as modules.txt of Snowball names it; `all` is every one of them together, in
# stemmers/all/stem_UTF_8_<algorithm>.c. Snowball's compiler runs on this machine,
# so it is built by the machine's own compiler: HOST_CC, or cc.
set -euo pipefail
source=$(cd "$1" && pwd)
mkdir -p "$2"
target=$(cd "$2" && pwd)
shift 2

stop() { printf '%s\n' "chatlet: $*" >&2; exit 1; }

compiler=$target/snowball
[[ -x $compiler ]] || "${HOST_CC:-cc}" -O1 -w -o "$compiler" "$source"/compiler/*.c

# Prints the algorithm's name: the first word of the line whose last word lists `language`.
algorithm_of() {
    awk -v language="$1" '!/^#/ && NF >= 3 { split($3, names, ","); for (i in names)
        if (names[i] == language) { print $1; exit } }' "$source/libstemmer/modules.txt"
}

write_interface() {
    local folder=$1
    perl "$source/libstemmer/mkmodules.pl" "$folder/modules.h" "$(basename "$folder")" \
        "$folder/modules.txt" "$folder/sources.mak"
    sed 's|@MODULES_H@|modules.h|; s|"\.\./include/|"|; s|"\.\./runtime/|"|' \
        "$source/libstemmer/libstemmer_c.in" >"$folder/libstemmer.c"
}

make_language() {
    local language=$1 algorithm folder
    algorithm=$(algorithm_of "$language")
    [[ -n $algorithm ]] || stop "Snowball has no stemmer for the language $language"
    folder=$target/$language
    mkdir -p "$folder"
    "$compiler" "$source/algorithms/$algorithm.sbl" -o "$folder/stem" \
        -eprefix "${algorithm}_UTF_8_" -r "$source/runtime" -u
    mv "$folder/stem.h" "$folder/stem_UTF_8_$algorithm.h"
    sed -i "s/\"stem\.h\"/\"stem_UTF_8_$algorithm.h\"/" "$folder/stem.c"
    printf '%s UTF_8 %s\n' "$algorithm" "$algorithm" >"$folder/modules.txt"
    write_interface "$folder"
}

make_all() {
    local folder=$target/all algorithm encodings names rest
    mkdir -p "$folder"
    : >"$folder/modules.txt"
    while read -r algorithm encodings names rest; do
        [[ $algorithm == [a-z]* && $encodings == UTF_8* ]] || continue
        "$compiler" "$source/algorithms/$algorithm.sbl" -o "$folder/stem_UTF_8_$algorithm" \
            -eprefix "${algorithm}_UTF_8_" -r "$source/runtime" -u
        printf '%s UTF_8 %s\n' "$algorithm" "$names" >>"$folder/modules.txt"
    done <"$source/libstemmer/modules.txt"
    write_interface "$folder"
}

for language in "$@"; do
    if [[ $language == all ]]; then make_all; else make_language "$language"; fi
done
