# `make run DOCS=<folder>` from its script on: what it serves, rebuilds and ends.
find_program(NODE node REQUIRED)
add_test(NAME demo_run COMMAND ${NODE} --test ${CMAKE_CURRENT_LIST_DIR}/demo-run.test.mjs
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
set_tests_properties(demo_run PROPERTIES TIMEOUT 120)
