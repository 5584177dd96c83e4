# Judged questions through the program people use. It must be fast enough to index a whole manual: the release build's.
find_program(NODE_PROGRAM node REQUIRED)
add_test(NAME quality COMMAND ${NODE_PROGRAM} --test ${CMAKE_CURRENT_LIST_DIR}/questions.test.mjs)
set_tests_properties(quality PROPERTIES TIMEOUT 300 ENVIRONMENT "CHATLET_TEST_DIR=${PROJECT_BINARY_DIR}/quality")
add_test(NAME quality_judgements COMMAND ${NODE_PROGRAM} --test ${CMAKE_CURRENT_LIST_DIR}/judgements.test.mjs)
