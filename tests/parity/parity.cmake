# The native engine and the WebAssembly modules give the same bytes: the runtime over the conversations of tests/corpus
# and over bad input, the compiler and the npm package's command over bots, manuals and hostile pages. Needs what `make
# build` leaves in build/wasm and build/web.

find_program(NODE node REQUIRED)
add_executable(parity_native ${CMAKE_CURRENT_LIST_DIR}/parity_native.c)
chatlet_target(parity_native)
target_link_libraries(parity_native PRIVATE clet_compile clet_runtime test_support)

file(GLOB parity_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.mjs)
foreach(source ${parity_tests})
    get_filename_component(name ${source} NAME_WE)
    add_test(NAME parity_${name} COMMAND ${NODE} --test ${source} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(parity_${name} PROPERTIES TIMEOUT 300
        ENVIRONMENT "CHATLET_PARITY_NATIVE=$<TARGET_FILE:parity_native>;CHATLET_PROGRAM=$<TARGET_FILE:chatlet>")
endforeach()
# 100,000 walks in `make soak`.
set_tests_properties(parity_walks PROPERTIES TIMEOUT 7200)
