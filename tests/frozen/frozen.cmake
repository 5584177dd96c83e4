# A bundle as it was built once: today's reader must open it, describe it and answer from it.
add_executable(test_frozen ${CMAKE_CURRENT_LIST_DIR}/test_frozen.c)
chatlet_target(test_frozen)
target_link_libraries(test_frozen PRIVATE clet_runtime test_support PkgConfig::CMOCKA)
target_compile_definitions(test_frozen PRIVATE CHATLET_FROZEN_DIR="${CMAKE_CURRENT_LIST_DIR}")
add_test(NAME frozen_bundle COMMAND test_frozen)
set_tests_properties(frozen_bundle PROPERTIES TIMEOUT 60)

# Writes the bundle anew, by hand only.
add_executable(freeze_bundle ${CMAKE_CURRENT_LIST_DIR}/freeze_bundle.c)
chatlet_target(freeze_bundle)
target_link_libraries(freeze_bundle PRIVATE test_built test_support PkgConfig::CMOCKA)
