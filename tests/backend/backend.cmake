# The server: units of its HTTP room, and suites that drive the real program.
include(${CMAKE_CURRENT_LIST_DIR}/../postgres/postgres.cmake)

# Fresh databases of both kinds.
add_library(test_database STATIC support/test_database.c)
chatlet_target(test_database)
target_link_libraries(test_database PUBLIC backend_store test_support PkgConfig::CMOCKA)

# Services and routes over one of them, with a clock that stands.
add_library(test_service STATIC support/test_service.c support/test_visitor.c)
chatlet_target(test_service)
target_link_libraries(test_service PUBLIC test_database backend_service)
add_library(test_route STATIC support/test_route.c support/test_account.c)
chatlet_target(test_route)
target_link_libraries(test_route PUBLIC test_service backend_route)

add_library(test_server STATIC ${CMAKE_CURRENT_LIST_DIR}/../support/test_server.c
    ${CMAKE_CURRENT_LIST_DIR}/../support/test_certificate.c)
chatlet_target(test_server)
target_link_libraries(test_server PUBLIC backend_http test_support PkgConfig::CMOCKA)
# Services and routes that a test drives by lines of JSON, with a clock of its own.
add_executable(service_host support/service_host.c)
chatlet_target(service_host)
target_link_libraries(service_host PRIVATE backend_route test_support)

foreach(source ${unit_sources})
    get_filename_component(name ${source} NAME_WE)
    if(name MATCHES "^test_http_")
        target_link_libraries(${name} PRIVATE test_server backend_http)
    elseif(name MATCHES "^test_(domain|security|store|service|route|shell)_")
        target_link_libraries(${name} PRIVATE backend_${CMAKE_MATCH_1})
        if(NOT name MATCHES "^test_(domain|security)_")
            target_link_libraries(${name} PRIVATE test_database)
            if(NOT name MATCHES "^test_store_")
                target_link_libraries(${name} PRIVATE test_route)
            endif()
            chatlet_test_uses_databases(${name})
            set_tests_properties(${name} PROPERTIES TIMEOUT 600) # many small databases, each made from nothing
        endif()
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
            CHATLET_HTTP_PROBE=$<TARGET_FILE:http_probe> CHATLET_SERVICE_HOST=$<TARGET_FILE:service_host>)
        set_tests_properties(backend_${name} PROPERTIES TIMEOUT 300
            ENVIRONMENT "${programs}")
        chatlet_test_uses_databases(backend_${name})
        if(name STREQUAL "crash")
            set_tests_properties(backend_crash PROPERTIES TIMEOUT 3600) # 200 kills of each in `make soak`
        endif()
        if(name MATCHES "^(backup|store-trouble)$")
            set_tests_properties(backend_${name} PROPERTIES TIMEOUT 600) # starts the program some fifty times
        endif()
    endforeach()
endif()

# They hash passwords many times over, which takes long by design, and longer under the sanitizers.
set_tests_properties(test_route_account test_route_organization backend_accounts PROPERTIES TIMEOUT 400)
