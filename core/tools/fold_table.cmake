# The Unicode tables of core/src/text/fold.c, made from utf8proc's data while building.
#
# A native build makes and runs the generator. A WebAssembly build has no host compiler at hand: it takes the header
# that a native build of the same sources left, from CHATLET_FOLD_TABLE_DIR.

set(CHATLET_FOLD_TABLE_DIR "" CACHE PATH "Folder with a native build's fold_table.h; for Emscripten")

if(EMSCRIPTEN)
    if(NOT EXISTS ${CHATLET_FOLD_TABLE_DIR}/fold_table.h)
        message(FATAL_ERROR "CHATLET_FOLD_TABLE_DIR must name the folder of a native build's fold_table.h "
            "(<native build>/generated)")
    endif()
    target_include_directories(clet_text PRIVATE ${CHATLET_FOLD_TABLE_DIR})
else()
    # Without the sanitizers and warnings-as-errors of the engine: it runs once, on data that never changes.
    add_executable(make_fold_table ${CMAKE_CURRENT_LIST_DIR}/make_fold_table.c)
    target_link_libraries(make_fold_table PRIVATE PkgConfig::UTF8PROC)

    set(fold_table ${PROJECT_BINARY_DIR}/generated/fold_table.h)
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated)
    add_custom_command(OUTPUT ${fold_table} COMMAND make_fold_table ${fold_table} DEPENDS make_fold_table
        COMMENT "Unicode tables")
    add_custom_target(fold_table DEPENDS ${fold_table})
    add_dependencies(clet_text fold_table)
    target_include_directories(clet_text PRIVATE ${PROJECT_BINARY_DIR}/generated)
endif()

# Function words: every language natively; a visitor's module carries those of its own, see wasm/CMakeLists.txt.
if(NOT EMSCRIPTEN)
    set_property(SOURCE ${CMAKE_CURRENT_SOURCE_DIR}/src/text/stop_words.c
        ${CMAKE_CURRENT_SOURCE_DIR}/src/text/common_words.c
        APPEND PROPERTY COMPILE_DEFINITIONS CHATLET_LANGUAGE_ALL)
endif()
