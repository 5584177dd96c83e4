# The backend as a WebAssembly module, over the official SQLite for WebAssembly. Needs what `make build` leaves in
# build/wasm and build/web.

find_program(NODE_PROGRAM node)
if(NODE_PROGRAM)
    file(GLOB service_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.mjs)
    foreach(source ${service_tests})
        get_filename_component(name ${source} NAME_WE)
        string(REPLACE "-" "_" name ${name})
        add_test(NAME service_${name} COMMAND ${NODE_PROGRAM} --test ${source} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
        set_tests_properties(service_${name} PROPERTIES TIMEOUT 120
            ENVIRONMENT "CHATLET_PROGRAM=$<TARGET_FILE:chatlet>")
    endforeach()
endif()
