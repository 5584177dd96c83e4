# The Unicode tables against utf8proc itself, hence a link line of its own.
add_executable(test_fold_table ${CMAKE_CURRENT_LIST_DIR}/test_fold_table.c)
chatlet_target(test_fold_table)
target_include_directories(test_fold_table PRIVATE ${PROJECT_SOURCE_DIR}/core/src)
target_link_libraries(test_fold_table PRIVATE clet_text test_support PkgConfig::CMOCKA PkgConfig::UTF8PROC)
add_test(NAME test_fold_table COMMAND test_fold_table)
set_tests_properties(test_fold_table PROPERTIES TIMEOUT 120)
