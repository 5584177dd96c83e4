# The server: units of its HTTP room, and suites that drive the real program.
include(${CMAKE_CURRENT_LIST_DIR}/../postgres/postgres.cmake)

# Fresh databases of both kinds.
add_library(test_database STATIC support/test_database.c)
chatlet_target(test_database)
target_link_libraries(test_database PUBLIC backend_store test_support PkgConfig::CMOCKA)

foreach(source ${unit_sources})
    get_filename_component(name ${source} NAME_WE)
    if(name MATCHES "^test_http_")
        target_link_libraries(${name} PRIVATE backend_http)
    elseif(name MATCHES "^test_(domain|security|store|service|route|shell)_")
        target_link_libraries(${name} PRIVATE backend_${CMAKE_MATCH_1})
        if(NOT name MATCHES "^test_(domain|security)_")
            target_link_libraries(${name} PRIVATE test_database)
            chatlet_test_uses_databases(${name})
        endif()
    endif()
endforeach()

find_program(NODE_PROGRAM node)
if(NODE_PROGRAM)
    file(GLOB backend_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.mjs)
    foreach(source ${backend_tests})
        get_filename_component(name ${source} NAME_WE)
        add_test(NAME backend_${name} COMMAND ${NODE_PROGRAM} --test ${source})
        set_tests_properties(backend_${name} PROPERTIES TIMEOUT 120
            ENVIRONMENT "CHATLET_CHATLETD=$<TARGET_FILE:chatletd>;CHATLET_PROGRAM=$<TARGET_FILE:chatlet>")
        chatlet_test_uses_databases(backend_${name})
    endforeach()
endif()
