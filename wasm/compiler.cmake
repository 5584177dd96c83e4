# The modules that build bundles: chatlet-command.wasm is the whole `chatlet` command for Node, from the same core/cli;
# chatlet-compiler.wasm the compiler without files, for browsers. Both hold every stemmer and are built for speed:
# nobody waits for them on a page.

# Leaving cmark when a document takes too much memory needs the engine's exceptions: Node 17, Chrome 95, Firefox 100,
# Safari 15.2.
set(speed_flags -O2 -sSUPPORT_LONGJMP=wasm)

# Code of others as it is: our warnings are not for it.
function(chatlet_foreign name)
    add_library(${name} STATIC ${ARGN})
    target_compile_options(${name} PRIVATE ${speed_flags} -w)
endfunction()

set(sources ${CHATLET_SOURCES_DIR})
file(GLOB stemmer_sources ${stemmers}/all/*.c)
chatlet_foreign(foreign_stemmer ${stemmer_sources} ${snowball}/runtime/api.c ${snowball}/runtime/utilities.c)
target_include_directories(foreign_stemmer SYSTEM PUBLIC ${snowball}/include PRIVATE ${snowball}/runtime)

chatlet_foreign(foreign_cjson ${sources}/cjson/cJSON.c)
target_include_directories(foreign_cjson SYSTEM PUBLIC ${sources})

file(GLOB cmark_sources ${sources}/cmark/src/*.c)
list(FILTER cmark_sources EXCLUDE REGEX "/main\\.c$")
# What cmark's own CMakeLists.txt would make for this machine.
function(chatlet_configure_cmark source made)
    file(STRINGS ${source}/CMakeLists.txt versions REGEX "VERSION [0-9]+\\.[0-9]+\\.[0-9]+")
    string(REGEX MATCH "VERSION ([0-9]+)\\.([0-9]+)\\.([0-9]+)[^;]*$" unused "${versions}")
    set(PROJECT_VERSION_MAJOR ${CMAKE_MATCH_1})
    set(PROJECT_VERSION_MINOR ${CMAKE_MATCH_2})
    set(PROJECT_VERSION_PATCH ${CMAKE_MATCH_3})
    set(HAVE_STDBOOL_H 1)
    set(HAVE___BUILTIN_EXPECT 1)
    set(HAVE___ATTRIBUTE__ 1)
    configure_file(${source}/src/config.h.in ${made}/config.h)
    configure_file(${source}/src/cmark_version.h.in ${made}/cmark_version.h @ONLY)
    file(WRITE ${made}/cmark_export.h "#define CMARK_EXPORT\n#define CMARK_NO_EXPORT\n")
endfunction()
set(cmark_made ${PROJECT_BINARY_DIR}/cmark)
chatlet_configure_cmark(${sources}/cmark ${cmark_made})
chatlet_foreign(foreign_cmark ${cmark_sources})
target_include_directories(foreign_cmark SYSTEM PUBLIC ${sources}/cmark/src ${cmark_made})

file(GLOB brotli_sources ${sources}/brotli/c/common/*.c ${sources}/brotli/c/enc/*.c)
chatlet_foreign(foreign_brotli ${brotli_sources})
target_include_directories(foreign_brotli SYSTEM PUBLIC ${sources}/brotli/c/include)
target_compile_definitions(foreign_brotli PRIVATE BROTLI_BUILD_64_BIT)
# Clang's optimizer rounds the costs of letters otherwise than Debian's library does (gcc at any level, clang without
# one): as good, but other bytes than the native command's.
set_source_files_properties(${sources}/brotli/c/enc/literal_cost.c PROPERTIES COMPILE_OPTIONS -O0)

chatlet_foreign(foreign_zlib ${sources}/zlib/adler32.c ${sources}/zlib/crc32.c ${sources}/zlib/deflate.c
    ${sources}/zlib/trees.c ${sources}/zlib/zutil.c)
target_include_directories(foreign_zlib SYSTEM PUBLIC ${sources}/zlib)

# Expat, once core/cli reads sitemaps.
set(sitemap_library)
if(EXISTS ${PROJECT_SOURCE_DIR}/core/cli/cli_sitemap.c)
    chatlet_fetch(expat)
    set(expat ${sources}/expat/expat/lib)
    set(expat_made ${PROJECT_BINARY_DIR}/expat)
    file(WRITE ${expat_made}/expat_config.h "")
    chatlet_foreign(foreign_expat ${expat}/xmlparse.c ${expat}/xmlrole.c ${expat}/xmltok.c)
    target_include_directories(foreign_expat SYSTEM PUBLIC ${expat} PRIVATE ${expat_made})
    # Chance only keeps strangers from choosing colliding names; an author's own sitemap needs none.
    target_compile_definitions(foreign_expat PRIVATE XML_DTD XML_NS XML_CONTEXT_BYTES=1024 XML_POOR_ENTROPY
        HAVE_MEMMOVE)
    set(sitemap_library foreign_expat)
endif()

# The engine whole, with JSON and the words of all languages.
file(GLOB rooms RELATIVE ${PROJECT_SOURCE_DIR}/core/src CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/core/src/*)
foreach(room ${rooms})
    chatlet_core_sources(${room} room_sources)
    list(APPEND core_sources ${room_sources})
endforeach()
add_library(clet_whole STATIC ${core_sources})
chatlet_target(clet_whole)
target_compile_definitions(clet_whole PRIVATE CHATLET_LANGUAGE_ALL)
target_compile_options(clet_whole PRIVATE ${speed_flags})
target_include_directories(clet_whole PUBLIC ${PROJECT_SOURCE_DIR}/core/include PRIVATE ${CHATLET_FOLD_TABLE_DIR})
target_link_libraries(clet_whole PUBLIC foreign_stemmer foreign_cjson foreign_cmark)

# Emscripten checks what JavaScript must bring by its own libraries only; tests/tidy compares the imports with their
# list instead.
set(standalone_flags ${speed_flags} -sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=32MB
    -sMAXIMUM_MEMORY=4GB -sTOTAL_STACK=4MB -sABORTING_MALLOC=0 -sERROR_ON_UNDEFINED_SYMBOLS=0
    -sWARN_ON_UNDEFINED_SYMBOLS=0 -Wl,--stack-first)

file(STRINGS exports_compiler.txt exports REGEX "^compiler_")
list(TRANSFORM exports PREPEND _)
list(JOIN exports "," exports)
add_executable(chatlet-compiler wasm_compiler.c standalone.c)
chatlet_target(chatlet-compiler)
target_compile_options(chatlet-compiler PRIVATE ${speed_flags})
target_link_libraries(chatlet-compiler PRIVATE clet_whole)
target_link_options(chatlet-compiler PRIVATE ${standalone_flags} --no-entry -sFILESYSTEM=0
    -sEXPORTED_FUNCTIONS=${exports})
set_target_properties(chatlet-compiler PROPERTIES SUFFIX .wasm)

include(EmbedFolder)
set(cli_templates ${PROJECT_BINARY_DIR}/generated/cli_template_data.c)
chatlet_embed_folder(${PROJECT_SOURCE_DIR}/core/cli/templates ${cli_templates} cli_template_file cli_template_files.h)
file(GLOB cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/core/cli/*.c)
list(FILTER cli_sources EXCLUDE REGEX "/cli_deploy\\.c$") # libcurl; cli_deploy_absent.c says that there are no sockets
add_executable(chatlet-command host_posix.c standalone.c ${cli_sources} ${cli_templates})
target_include_directories(chatlet-command PRIVATE ${PROJECT_SOURCE_DIR}/core/cli)
chatlet_target(chatlet-command)
target_compile_definitions(chatlet-command PRIVATE _GNU_SOURCE CHATLET_VERSION="${PROJECT_VERSION}")
target_compile_options(chatlet-command PRIVATE ${speed_flags})
target_link_libraries(chatlet-command PRIVATE clet_whole foreign_brotli foreign_zlib ${sitemap_library})
target_link_options(chatlet-command PRIVATE ${standalone_flags})
set_target_properties(chatlet-command PROPERTIES SUFFIX .wasm)
