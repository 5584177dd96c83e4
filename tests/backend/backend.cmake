# The server: units of its HTTP room, and suites that drive the real program.
add_library(test_server STATIC ${CMAKE_CURRENT_LIST_DIR}/../support/test_server.c)
chatlet_target(test_server)
target_link_libraries(test_server PUBLIC backend_http test_support PkgConfig::CMOCKA)
foreach(source ${unit_sources})
    get_filename_component(name ${source} NAME_WE)
    if(name MATCHES "^test_http_")
        target_link_libraries(${name} PRIVATE test_server backend_http)
    elseif(name MATCHES "^test_(domain|security|store|service|route|shell)_")
        target_link_libraries(${name} PRIVATE backend_${CMAKE_MATCH_1})
    endif()
endforeach()

# Calls that go out, for tests that bring the other side.
add_executable(http_probe ${CMAKE_CURRENT_LIST_DIR}/http_probe.c)
chatlet_target(http_probe)
target_link_libraries(http_probe PRIVATE backend_http)

find_program(NODE_PROGRAM node)
if(NODE_PROGRAM)
    file(GLOB backend_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.mjs)
    foreach(source ${backend_tests})
        get_filename_component(name ${source} NAME_WE)
        add_test(NAME backend_${name} COMMAND ${NODE_PROGRAM} --test ${source})
        set(programs CHATLET_CHATLETD=$<TARGET_FILE:chatletd> CHATLET_PROGRAM=$<TARGET_FILE:chatlet>
            CHATLET_HTTP_PROBE=$<TARGET_FILE:http_probe>)
        set_tests_properties(backend_${name} PROPERTIES TIMEOUT 120
            ENVIRONMENT "${programs}")
    endforeach()
endif()
