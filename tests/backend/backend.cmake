# The server: units of its HTTP room, and suites that drive the real program.
foreach(source ${unit_sources})
    get_filename_component(name ${source} NAME_WE)
    if(name MATCHES "^test_http_")
        target_link_libraries(${name} PRIVATE backend_http)
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
    endforeach()
endif()
