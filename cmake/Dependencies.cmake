# Libraries from the system's packages, by their Debian names. Under Emscripten they are
# built from their pinned sources by the wasm room.

if(NOT EMSCRIPTEN)
    find_package(PkgConfig REQUIRED)
    pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
    pkg_check_modules(CMARK REQUIRED IMPORTED_TARGET libcmark)
    pkg_check_modules(GUMBO REQUIRED IMPORTED_TARGET gumbo)
    pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
    find_library(STEMMER_LIBRARY stemmer REQUIRED)
    set(CHATLET_CJSON PkgConfig::CJSON)
    set(CHATLET_CMARK PkgConfig::CMARK)
    set(CHATLET_GUMBO PkgConfig::GUMBO)
    set(CHATLET_STEMMER ${STEMMER_LIBRARY})
endif()
