include_guard(GLOBAL)
# A throw-away PostgreSQL for the suites that are to pass on both databases. Tests ask for it by
#
#     chatlet_test_uses_databases(NAME)
#
# and then find its address in CHATLET_TEST_POSTGRES. Where PostgreSQL is not installed the variable is not set, and
# their half on it is skipped by name.
file(GLOB postgres_folders /usr/lib/postgresql/*/bin)
list(SORT postgres_folders COMPARE NATURAL ORDER DESCENDING)
find_path(CHATLET_POSTGRES_PROGRAMS initdb PATHS ${postgres_folders} NO_DEFAULT_PATH)
find_path(CHATLET_POSTGRES_PROGRAMS initdb) # elsewhere than Debian
find_program(NODE_PROGRAM node)

if(CHATLET_POSTGRES_PROGRAMS AND NODE_PROGRAM AND NOT CHATLET_FUZZ)
    # A socket's path has at most 107 bytes, and the unprivileged user must reach it: not in the build's folder.
    string(SHA256 postgres_hash ${CMAKE_BINARY_DIR})
    string(SUBSTRING ${postgres_hash} 0 12 postgres_hash)
    set(postgres_folder /tmp/chatlet-postgres-${postgres_hash})
    set(postgres_server ${NODE_PROGRAM} ${CMAKE_CURRENT_LIST_DIR}/postgres-server.mjs)
    add_test(NAME postgres_start COMMAND ${postgres_server} start ${postgres_folder} ${CHATLET_POSTGRES_PROGRAMS})
    add_test(NAME postgres_stop COMMAND ${postgres_server} stop ${postgres_folder} ${CHATLET_POSTGRES_PROGRAMS})
    set_tests_properties(postgres_start PROPERTIES FIXTURES_SETUP postgres TIMEOUT 120)
    set_tests_properties(postgres_stop PROPERTIES FIXTURES_CLEANUP postgres TIMEOUT 60)
    set(CHATLET_TEST_POSTGRES "host=${postgres_folder} user=chatlet dbname=postgres")
endif()

# Gives test `name` the server's address, and starts the server before and stops it after.
function(chatlet_test_uses_databases name)
    if(DEFINED CHATLET_TEST_POSTGRES)
        set_property(TEST ${name} APPEND PROPERTY FIXTURES_REQUIRED postgres)
        set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT "CHATLET_TEST_POSTGRES=${CHATLET_TEST_POSTGRES}"
            "CHATLET_POSTGRES_PROGRAMS=${CHATLET_POSTGRES_PROGRAMS}")
    endif()
endfunction()
