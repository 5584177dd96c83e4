# The backend for one browser: chatlet-service.wasm is route, service, store, security and domain of backend/src, over a
# SQLite that the host lends. Built for size: it waits on a network before anybody waits for it.

# What the rooms need of mbedTLS, configured for that alone.
chatlet_fetch(mbedtls)
set(mbedtls ${CHATLET_SOURCES_DIR}/mbedtls)
set(mbedtls_sources asn1parse asn1write bignum constant_time ecdsa ecp ecp_curves md oid platform_util rsa rsa_internal
    sha256)
list(TRANSFORM mbedtls_sources PREPEND ${mbedtls}/library/)
list(TRANSFORM mbedtls_sources APPEND .c)
add_library(foreign_mbedtls STATIC ${mbedtls_sources})
target_compile_options(foreign_mbedtls PRIVATE -Oz -w)
target_include_directories(foreign_mbedtls SYSTEM PUBLIC ${mbedtls}/include PRIVATE ${mbedtls}/library)
target_compile_definitions(foreign_mbedtls PUBLIC
    MBEDTLS_CONFIG_FILE="${CMAKE_CURRENT_SOURCE_DIR}/mbedtls_config.h")

# Without what only the native server has: other databases, backups, passwords, and all of http but plain
# messages and what can be told from names.
set(backend ${PROJECT_SOURCE_DIR}/backend/src)
set(service_sources http_buffer http_cache http_message http_negotiate http_text http_type)
list(TRANSFORM service_sources PREPEND ${backend}/http/)
list(TRANSFORM service_sources APPEND .c)
foreach(room domain security store service route)
    file(GLOB room_sources CONFIGURE_DEPENDS ${backend}/${room}/*.c ${backend}/${room}/dialect/*.c)
    list(APPEND service_sources ${room_sources})
endforeach()
list(FILTER service_sources EXCLUDE REGEX "/(db_sqlite|db_postgres.*|backup.*|password)\\.c$")

# What the rooms have within them, as backend/CMakeLists.txt has it.
set(made ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${made})
chatlet_embed_folder(${backend}/store/migrations ${made}/migration_files.c embedded_file store/migration_files.h
    migration_file)
chatlet_embed_folder(${PROJECT_SOURCE_DIR}/backend/plans ${made}/plan_files.c embedded_file service/plan_files.h
    plan_file)
chatlet_embed_folder(${PROJECT_SOURCE_DIR}/backend/openapi ${made}/openapi_files.c embedded_file
    route/openapi_files.h openapi_file)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS exports_service.txt)
file(STRINGS exports_service.txt exports REGEX "^service_")
list(TRANSFORM exports PREPEND _)
list(JOIN exports "," exports)
add_executable(chatlet-service wasm_service.c standalone.c ${service_sources} ${made}/migration_files.c
    ${made}/plan_files.c ${made}/openapi_files.c)
chatlet_target(chatlet-service)
target_compile_options(chatlet-service PRIVATE -Oz)
target_include_directories(chatlet-service PRIVATE ${backend} ${PROJECT_SOURCE_DIR}/core/include)
target_link_libraries(chatlet-service PRIVATE clet_whole foreign_mbedtls)
target_link_options(chatlet-service PRIVATE -Oz -sSUPPORT_LONGJMP=wasm -sSTANDALONE_WASM --no-entry
    -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=4MB -sMAXIMUM_MEMORY=1GB -sTOTAL_STACK=1MB -sABORTING_MALLOC=0
    -sFILESYSTEM=0 -sERROR_ON_UNDEFINED_SYMBOLS=0 -sWARN_ON_UNDEFINED_SYMBOLS=0 -Wl,--stack-first
    -sEXPORTED_FUNCTIONS=${exports})
set_target_properties(chatlet-service PROPERTIES SUFFIX .wasm)
