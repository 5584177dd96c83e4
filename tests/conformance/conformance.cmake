# The expression language against google/cel-spec's conformance cases, texts with tags against mustache/spec's.
find_program(NODE node REQUIRED)
add_test(NAME conformance COMMAND ${NODE} --test ${CMAKE_CURRENT_LIST_DIR}/conformance.test.mjs
    ${CMAKE_CURRENT_LIST_DIR}/mustache.test.mjs)
set_tests_properties(conformance PROPERTIES TIMEOUT 240 ENVIRONMENT "CHATLET_PROGRAM=$<TARGET_FILE:chatlet>")
