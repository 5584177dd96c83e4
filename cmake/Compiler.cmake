# Flags every target of ours gets: chatlet_target(<name>) after add_library or add_executable.

# A parameter may be called like its type (`db *db`): gcc calls that shadowing too unless told what is meant.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    set(CHATLET_SHADOW -Wshadow=local)
else()
    set(CHATLET_SHADOW -Wshadow)
endif()
set(CHATLET_WARNINGS -Wall -Wextra -Wconversion ${CHATLET_SHADOW} -Wstrict-prototypes -Wmissing-prototypes -Wvla
    -Wswitch-enum -Wpointer-arith -Wundef)

function(chatlet_target name)
    # Floating point must give the same bytes everywhere: no fused multiply-add.
    target_compile_options(${name} PRIVATE ${CHATLET_WARNINGS} -ffp-contract=off -fno-common)
    if(CHATLET_WARNINGS_AS_ERRORS)
        target_compile_options(${name} PRIVATE -Werror)
    endif()
    if(CHATLET_SANITIZE)
        target_compile_options(${name} PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=all
            -fno-omit-frame-pointer)
        target_link_options(${name} PRIVATE -fsanitize=address,undefined)
    endif()
    if(CHATLET_FUZZ)
        target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
    if(CHATLET_COVERAGE)
        target_compile_options(${name} PRIVATE --coverage -O0)
        target_link_options(${name} PRIVATE --coverage)
    endif()
endfunction()
