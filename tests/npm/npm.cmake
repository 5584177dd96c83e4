# The npm package: packed and installed as a stranger does, and the suites of tests/cli once more on its command. Needs
# what `make build` leaves in build/web.

find_program(NODE_PROGRAM node)
if(NODE_PROGRAM)
    add_test(NAME npm_package COMMAND ${NODE_PROGRAM} --test ${CMAKE_CURRENT_LIST_DIR}/npm-package.test.mjs)
    set_tests_properties(npm_package PROPERTIES TIMEOUT 240)
    file(GLOB cli_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/cli/*.test.mjs)
    foreach(source ${cli_tests})
        get_filename_component(name ${source} NAME_WE)
        string(REPLACE "-" "_" name ${name})
        add_test(NAME npm_${name} COMMAND ${NODE_PROGRAM} --test ${source})
        set_tests_properties(npm_${name} PROPERTIES TIMEOUT 240
            ENVIRONMENT "CHATLET_PROGRAM=${PROJECT_SOURCE_DIR}/build/web/package/bin/chatlet.js")
    endforeach()
endif()
