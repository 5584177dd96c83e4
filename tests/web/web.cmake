# Units of the loader, the panel and the host, and the widget's weight. Each needs Node; the weight also what `make
# build` leaves.
find_program(NODE_PROGRAM node)
if(NODE_PROGRAM)
    file(GLOB web_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.mjs)
    foreach(source ${web_tests})
        get_filename_component(name ${source} NAME_WE)
        add_test(NAME web_${name} COMMAND ${NODE_PROGRAM} --test ${source} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
        set_tests_properties(web_${name} PROPERTIES TIMEOUT 120)
    endforeach()
endif()
