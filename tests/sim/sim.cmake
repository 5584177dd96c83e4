# The simulator: the backend's services over a disk, a clock and chance that are made up.
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
set(sim_dir ${CMAKE_CURRENT_LIST_DIR})

add_library(sim_disk STATIC ${sim_dir}/sim_chance.c ${sim_dir}/sim_vfs.c)
chatlet_target(sim_disk)
target_include_directories(sim_disk PUBLIC ${sim_dir})
target_link_libraries(sim_disk PUBLIC PkgConfig::SQLITE)

add_executable(test_sim_vfs ${sim_dir}/test_sim_vfs.c)
chatlet_target(test_sim_vfs)
target_link_libraries(test_sim_vfs PRIVATE sim_disk PkgConfig::CMOCKA)
add_test(NAME sim_vfs COMMAND test_sim_vfs)
set_tests_properties(sim_vfs PROPERTIES TIMEOUT 120)
