# Every tests/fuzz/fuzz_<name>.c is a libFuzzer program, with seeds in seeds/<name>/ and, where there
# is one, a dictionary <name>.dict. libFuzzer is clang's, so the programs are built in a tree of their
# own (preset fuzz), which the test fuzz_build makes; the others run one program each, briefly.
# `make soak` runs them for CHATLET_FUZZ_SECONDS each and keeps what they learn under build/fuzz.

file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/fuzz_*.c)
set(fuzz_runner ${CMAKE_CURRENT_LIST_DIR}/run_fuzz.sh)

if(CHATLET_FUZZ)
    add_custom_target(fuzz_programs)
    foreach(source ${fuzz_sources})
        get_filename_component(name ${source} NAME_WE)
        add_executable(${name} ${source})
        chatlet_target(${name})
        # libFuzzer calls the entry point by name; no header declares it.
        target_compile_options(${name} PRIVATE -Wno-missing-prototypes)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/core/src
            ${PROJECT_SOURCE_DIR}/backend/src)
        target_link_libraries(${name} PRIVATE test_built clet_tune clet_compile clet_runtime)
        if(name MATCHES "^fuzz_http")
            target_link_libraries(${name} PRIVATE backend_http)
        endif()
        if(name STREQUAL "fuzz_tar_archive")
            target_link_libraries(${name} PRIVATE backend_domain)
        endif()
        if(name STREQUAL "fuzz_jwt")
            target_link_libraries(${name} PRIVATE backend_security)
        endif()
        if(name MATCHES "^fuzz_(backup|erasure|search_words)$")
            target_link_libraries(${name} PRIVATE backend_store)
        endif()
        if(name MATCHES "^fuzz_(token|visitor_token|events)$")
            target_link_libraries(${name} PRIVATE backend_service)
        endif()
        if(name MATCHES "^fuzz_stripe")
            target_link_libraries(${name} PRIVATE backend_service)
        endif()
        if(name STREQUAL "fuzz_http_tls")
            target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/test_certificate.c)
        endif()
        if(name STREQUAL "fuzz_sitemap")
            # The command is a program, not a library: the two files it takes are built once more.
            pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)
            target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/core/cli/cli_sitemap.c
                ${PROJECT_SOURCE_DIR}/core/cli/cli_memory.c)
            target_compile_definitions(${name} PRIVATE _GNU_SOURCE)
            target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/core/cli)
            target_link_libraries(${name} PRIVATE PkgConfig::EXPAT)
        endif()
        add_dependencies(fuzz_programs ${name})
    endforeach()
elseif(fuzz_sources AND NOT CHATLET_COVERAGE)
    add_test(NAME fuzz_build COMMAND ${fuzz_runner} build)
    set_tests_properties(fuzz_build PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77
        FIXTURES_SETUP fuzz_programs)
    foreach(source ${fuzz_sources})
        get_filename_component(name ${source} NAME_WE)
        add_test(NAME ${name} COMMAND ${fuzz_runner} ${name})
        set_tests_properties(${name} PROPERTIES TIMEOUT 43200 SKIP_RETURN_CODE 77
            FIXTURES_REQUIRED fuzz_programs)
    endforeach()
endif()
