# The `chatlet` command. It sees the engine through include/chatlet only.

pkg_check_modules(BROTLI_ENCODER REQUIRED IMPORTED_TARGET libbrotlienc)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

include(EmbedFolder)
set(cli_templates ${CMAKE_CURRENT_BINARY_DIR}/generated/cli_template_data.c)
chatlet_embed_folder(${CMAKE_CURRENT_LIST_DIR}/templates ${cli_templates} cli_template_file cli_template_files.h)

pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
file(GLOB cli_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.c)
list(FILTER cli_sources EXCLUDE REGEX "/cli_deploy_absent\\.c$") # for where there are no sockets
add_executable(chatlet ${cli_sources} ${cli_templates})
chatlet_target(chatlet)
target_compile_definitions(chatlet PRIVATE _GNU_SOURCE CHATLET_VERSION="${PROJECT_VERSION}")
target_include_directories(chatlet PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(chatlet PRIVATE clet_tune clet_compile clet_runtime PkgConfig::BROTLI_ENCODER PkgConfig::ZLIB
    PkgConfig::EXPAT PkgConfig::CURL Threads::Threads m)
set_target_properties(chatlet PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CHATLET_PROGRAM_DIR})
