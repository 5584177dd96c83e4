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

add_executable(test_sim_event ${sim_dir}/test_sim_event.c ${sim_dir}/sim_event.c)
chatlet_target(test_sim_event)
target_include_directories(test_sim_event PRIVATE ${PROJECT_SOURCE_DIR}/core/include)
target_link_libraries(test_sim_event PRIVATE sim_disk PkgConfig::CMOCKA)
add_test(NAME sim_event COMMAND test_sim_event)
set_tests_properties(sim_event PROPERTIES TIMEOUT 60)

# The world. The linker lets it stand between the backend's files: a kind of outbox row of its own, and planted bugs.
set(sim_wrapped outbox_kind_find db_begin db_commit db_run_values)
list(TRANSFORM sim_wrapped PREPEND "LINKER:--wrap=")
add_executable(simulate ${sim_dir}/simulate.c ${sim_dir}/sim_world.c ${sim_dir}/sim_sender.c ${sim_dir}/sim_check.c
    ${sim_dir}/sim_backend.c ${sim_dir}/sim_plant.c ${sim_dir}/sim_people.c
    ${sim_dir}/sim_client.c ${sim_dir}/sim_event.c ${sim_dir}/sim_check_usage.c)
chatlet_target(simulate)
target_link_libraries(simulate PRIVATE sim_disk backend_service)
target_link_options(simulate PRIVATE ${sim_wrapped})

if(CHATLET_FUZZ)
    # The same worlds by another compiler, built along with the fuzz programs.
    add_dependencies(fuzz_programs simulate)
else()
    add_test(NAME sim_worlds COMMAND ${sim_dir}/run_simulate.sh worlds $<TARGET_FILE:simulate>)
    set_tests_properties(sim_worlds PROPERTIES TIMEOUT 7200)
    foreach(plant early-answer no-sync new-key no-key lost-sum)
        add_test(NAME sim_finds_${plant} COMMAND simulate --plant ${plant} --expect-failure)
        set_tests_properties(sim_finds_${plant} PROPERTIES TIMEOUT 300)
    endforeach()
    add_test(NAME sim_compilers COMMAND ${sim_dir}/run_simulate.sh compare $<TARGET_FILE:simulate>
        ${PROJECT_SOURCE_DIR}/build/fuzz/tests/simulate)
    set_tests_properties(sim_compilers PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77 FIXTURES_REQUIRED fuzz_programs)
endif()
