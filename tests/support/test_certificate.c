#include "test_certificate.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <string.h>

enum { PEM_BYTES = 4096 };

typedef struct maker {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context chance;
    mbedtls_pk_context key;
    mbedtls_x509write_cert certificate;
    mbedtls_mpi serial;
    unsigned char pem[PEM_BYTES];
} maker;

static bool write_file(const char *path, const unsigned char *pem) {
    FILE *file = fopen(path, "we");
    if (file == NULL) return false;
    bool good = fputs((const char *)pem, file) >= 0;
    return fclose(file) == 0 && good;
}

static bool make_key(maker *own, const char *path) {
    return mbedtls_ctr_drbg_seed(&own->chance, mbedtls_entropy_func, &own->entropy, NULL, 0) == 0 &&
           mbedtls_pk_setup(&own->key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)) == 0 &&
           mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(own->key),
                               mbedtls_ctr_drbg_random, &own->chance) == 0 &&
           mbedtls_pk_write_key_pem(&own->key, own->pem, sizeof own->pem) == 0 &&
           write_file(path, own->pem);
}

static bool make_certificate(maker *own, const char *path) {
    mbedtls_x509write_cert *certificate = &own->certificate;
    mbedtls_x509write_crt_set_subject_key(certificate, &own->key);
    mbedtls_x509write_crt_set_issuer_key(certificate, &own->key);
    mbedtls_x509write_crt_set_md_alg(certificate, MBEDTLS_MD_SHA256);
    return mbedtls_x509write_crt_set_subject_name(certificate, "CN=localhost") == 0 &&
           mbedtls_x509write_crt_set_issuer_name(certificate, "CN=localhost") == 0 &&
           mbedtls_mpi_lset(&own->serial, 1) == 0 &&
           mbedtls_x509write_crt_set_serial(certificate, &own->serial) == 0 &&
           mbedtls_x509write_crt_set_validity(certificate, "20200101000000", "20991231235959") ==
               0 &&
           mbedtls_x509write_crt_pem(certificate, own->pem, sizeof own->pem,
                                     mbedtls_ctr_drbg_random, &own->chance) == 0 &&
           write_file(path, own->pem);
}

bool test_certificate_write(const char *certificate_path, const char *key_path) {
    maker own;
    mbedtls_entropy_init(&own.entropy);
    mbedtls_ctr_drbg_init(&own.chance);
    mbedtls_pk_init(&own.key);
    mbedtls_x509write_crt_init(&own.certificate);
    mbedtls_mpi_init(&own.serial);
    bool good = make_key(&own, key_path) && make_certificate(&own, certificate_path);
    mbedtls_mpi_free(&own.serial);
    mbedtls_x509write_crt_free(&own.certificate);
    mbedtls_pk_free(&own.key);
    mbedtls_ctr_drbg_free(&own.chance);
    mbedtls_entropy_free(&own.entropy);
    return good;
}
