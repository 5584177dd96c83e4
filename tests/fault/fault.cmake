# Whole operations with every allocation refused in turn. Long ones take strides; `make soak`
# (CHATLET_SOAK=1) takes every one.

add_library(fault_loop STATIC ${CMAKE_CURRENT_LIST_DIR}/fault_loop.c)
chatlet_target(fault_loop)
target_include_directories(fault_loop PUBLIC ${CMAKE_CURRENT_LIST_DIR} ${PROJECT_SOURCE_DIR}/core/src)
target_link_libraries(fault_loop PUBLIC test_built clet_tune test_support PkgConfig::CMOCKA)

file(GLOB fault_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/test_fault_*.c)
foreach(source ${fault_sources})
    get_filename_component(program ${source} NAME_WE)
    string(REPLACE test_fault fault name ${program})
    add_executable(${program} ${source})
    chatlet_target(${program})
    target_link_libraries(${program} PRIVATE fault_loop)
    add_test(NAME ${name} COMMAND ${program})
    set_tests_properties(${name} PROPERTIES TIMEOUT 1800)
    if(name STREQUAL "fault_store")
        target_link_libraries(${program} PRIVATE test_database)
        chatlet_test_uses_databases(${name})
    endif()
endforeach()
