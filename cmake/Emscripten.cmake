# Finds the toolchain file of the Emscripten at hand: the one EMSCRIPTEN_ROOT or EMSDK names, the one
# emcc stands beside, or Debian's.

set(chatlet_emscripten_file cmake/Modules/Platform/Emscripten.cmake)
find_program(CHATLET_EMCC emcc)
get_filename_component(chatlet_emcc_real "${CHATLET_EMCC}" REALPATH)
get_filename_component(chatlet_emcc_folder "${chatlet_emcc_real}" DIRECTORY)
foreach(folder "$ENV{EMSCRIPTEN_ROOT}" "$ENV{EMSDK}/upstream/emscripten" "${chatlet_emcc_folder}"
        /usr/share/emscripten)
    if(EXISTS "${folder}/${chatlet_emscripten_file}")
        include("${folder}/${chatlet_emscripten_file}")
        return()
    endif()
endforeach()
message(FATAL_ERROR "Emscripten was not found: `make build` installs it on Debian; elsewhere set EMSCRIPTEN_ROOT")
