# The style, executed: rules over the sources, the formatter, the types.

find_program(NODE node REQUIRED)
file(GLOB tidy_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.mjs)
add_test(NAME tidy COMMAND ${NODE} --test ${tidy_tests} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
set_tests_properties(tidy PROPERTIES TIMEOUT 120
    ENVIRONMENT "CHATLET_BUILD_DIR=${CMAKE_BINARY_DIR}")

# One version decides how code is laid out: a newer formatter would lay out the same file otherwise.
find_program(CLANG_FORMAT NAMES clang-format-14 clang-format)
if(CLANG_FORMAT)
    add_test(NAME tidy_format COMMAND ${PROJECT_SOURCE_DIR}/cmake/check.sh format
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(tidy_format PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77)
endif()

add_test(NAME tidy_types COMMAND ${PROJECT_SOURCE_DIR}/cmake/check.sh types
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
set_tests_properties(tidy_types PROPERTIES TIMEOUT 240)
