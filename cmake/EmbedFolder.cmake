# Files of a folder as C, so that a program carries them within it. Two uses:
#
#   include(EmbedFolder) ; chatlet_embed_folder(FOLDER SOURCE TYPE HEADER [SYMBOL])
#                                        a rule that makes SOURCE of all files below FOLDER
#   cmake -DFOLDER=… -DSOURCE=… -DTYPE=… -DHEADER=… -DSYMBOL=… -P EmbedFolder.cmake   what that rule runs
#
# SOURCE defines the two constants that HEADER declares: SYMBOLs, an array of TYPE {name, bytes, size}, and
# SYMBOL_count. SYMBOL is TYPE unless given. Names that begin with a dot are left out.

if(CMAKE_SCRIPT_MODE_FILE)
    file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
    list(FILTER files EXCLUDE REGEX "(^|/)\\.")
    list(SORT files)
    set(arrays "")
    set(rows "")
    set(number 0)
    foreach(name ${files})
        file(READ ${FOLDER}/${name} hex HEX)
        string(LENGTH "${hex}" digits)
        math(EXPR size_bytes "${digits} / 2")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
        # A byte more, so that an empty file is an array as well.
        string(APPEND arrays "static const unsigned char file_${number}[] = {${bytes}0};\n")
        string(APPEND rows "    {\"${name}\", file_${number}, ${size_bytes}},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    file(WRITE ${SOURCE} "/* Made by cmake/EmbedFolder.cmake. */\n#include \"${HEADER}\"\n\n${arrays}\n"
        "const ${TYPE} ${SYMBOL}s[] = {\n${rows}    {0, 0, 0}};\n\n"
        "const size_t ${SYMBOL}_count = ${number};\n")
    return()
endif()

set(CHATLET_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
function(chatlet_embed_folder folder source type header)
    set(symbol ${ARGN})
    if(NOT symbol)
        set(symbol ${type})
    endif()
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*)
    add_custom_command(OUTPUT ${source}
        COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DSOURCE=${source} -DTYPE=${type} -DHEADER=${header}
            -DSYMBOL=${symbol} -P ${CHATLET_EMBED_SCRIPT}
        DEPENDS ${files} ${CHATLET_EMBED_SCRIPT}
        COMMENT "Embedding ${folder}" VERBATIM)
endfunction()
