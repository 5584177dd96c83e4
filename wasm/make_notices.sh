#!/usr/bin/env bash
# Writes the notices that the licenses of what is compiled into the modules ask for, from the license
# texts that came with it. They go wherever a module goes: beside a bot's files, and into the package.
#
#     wasm/make_notices.sh build/sources /usr/share/emscripten build/wasm
#
#     notices.txt            of what a visitor's module holds
#     notices-compiler.txt   of what the compiler's modules and the backend's hold beside that
#
# $CHATLET_LICENSES, where packages keep their license texts: <package>/copyright as on a Debian.
set -euo pipefail
sources=$1
emscripten=$2
folder=$3
licenses=${CHATLET_LICENSES:-/usr/share/doc}

stop() { printf '%s\n' "chatlet: $*" >&2; exit 1; }

# The first of the files that is there.
first_of() {
    local file
    for file in "$@"; do
        [[ -s $file ]] && { printf '%s' "$file"; return; }
    done
    stop "none of the license texts $* is here, and the modules must not go without; put one there"
}

# Of a copyright file in Debian's form: the paragraphs about all files and about data, and the
# licenses named. The form indents texts and writes a dot for an empty line. Any other file goes as it is.
print_license() {
    local file=$1 names=$2
    if [[ $file != */copyright ]]; then cat "$file"; return; fi
    awk -v names="$names" 'BEGIN { RS = ""; split(names, list, " "); for (i in list) wanted[list[i]] }
        /^Files:[ \n]*([a-z0-9]+_data\.c|\*)\n/ { sub(/^[^\n]*\n( \*\n)?/, ""); print $0 "\n" }
        /^License: [^ \n]+\n/ { if ($2 in wanted) print $0 "\n" }' "$file" |
        sed 's/^ \.$//; s/^ //'
}

section() {
    local title=$1 file=$2
    [[ -n $file ]] || exit 1
    printf '\n\n%s\n%s\n\n' "$title" "${title//?/-}"
    print_license "$file" "${3:-}"
}

write_runtime() {
    printf '%s\n' \
        'Chatlet is licensed under the Apache License, Version 2.0:' \
        'https://www.apache.org/licenses/LICENSE-2.0' '' \
        'Its WebAssembly modules hold code and data of others, under these licenses.'
    section 'Snowball: the stemmer' "$(first_of "$sources/snowball/COPYING")"
    section 'musl: functions of the C library' \
        "$(first_of "$emscripten/system/lib/libc/musl/COPYRIGHT")"
    section 'Emscripten: memory allocation' \
        "$(first_of "$emscripten/LICENSE" "$licenses/emscripten/copyright")" Expat
    section 'utf8proc and Unicode: tables of letters, made from their data' \
        "$(first_of "$licenses/libutf8proc-dev/copyright" "$licenses/utf8proc/LICENSE.md")" \
        'Expat Unicode'
    printf '\nThe tables hold of the Unicode data what comparing words needs, in a form of their own.\n'
}

# zlib has its terms in its header, between the first comment's second line and the comment's end.
zlib_license() {
    local header=$sources/zlib/zlib.h
    [[ -s $header ]] || stop "no $header, which holds the license of zlib"
    sed -n '4,/^\*\//p' "$header" | sed '/^ *The data format/,$d; s/^  //'
}

write_compiler() {
    printf '%s\n' 'The modules that build bundles, and the backend, hold code of others besides, under these licenses.'
    section 'cmark: Markdown' "$(first_of "$sources/cmark/COPYING")"
    section 'cJSON' "$(first_of "$sources/cjson/LICENSE")"
    section 'Brotli: compression' "$(first_of "$sources/brotli/LICENSE")"
    section 'Mbed TLS: hashes and signatures' "$(first_of "$sources/mbedtls/LICENSE")"
    [[ ! -d $sources/expat ]] || section 'Expat: sitemaps' "$(first_of "$sources/expat/COPYING")"
    printf '\n\n%s\n%s\n\n' 'zlib: compression' '-----------------'
    zlib_license
}

write_runtime >"$folder/notices.txt.tmp"
write_compiler >"$folder/notices-compiler.txt.tmp"
mv "$folder/notices.txt.tmp" "$folder/notices.txt"
mv "$folder/notices-compiler.txt.tmp" "$folder/notices-compiler.txt"
