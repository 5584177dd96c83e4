# The JSON Schemas that editors check bots by: they take every bot of the repository, and refuse mistakes.
find_program(NODE_PROGRAM node)
if(NODE_PROGRAM)
    add_test(NAME schema COMMAND ${NODE_PROGRAM} --test ${CMAKE_CURRENT_LIST_DIR}/schema.test.mjs
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(schema PROPERTIES TIMEOUT 120)
endif()
