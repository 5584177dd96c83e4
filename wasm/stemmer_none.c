/* In place of libstemmer, in the module of the languages that have no stemmer: there is none to be
 * had, so that core/src/text/stem.c never asks for a stem. */
struct sb_stemmer;

struct sb_stemmer *sb_stemmer_new(const char *algorithm, const char *encoding);
void sb_stemmer_delete(struct sb_stemmer *stemmer);
const unsigned char *sb_stemmer_stem(struct sb_stemmer *stemmer, const unsigned char *word,
                                     int size_bytes);
int sb_stemmer_length(struct sb_stemmer *stemmer);

struct sb_stemmer *sb_stemmer_new(const char *algorithm, const char *encoding) {
    (void)algorithm;
    (void)encoding;
    return (void *)0;
}

void sb_stemmer_delete(struct sb_stemmer *stemmer) { (void)stemmer; }

const unsigned char *sb_stemmer_stem(struct sb_stemmer *stemmer, const unsigned char *word,
                                     int size_bytes) {
    (void)stemmer;
    (void)word;
    (void)size_bytes;
    return (void *)0;
}

int sb_stemmer_length(struct sb_stemmer *stemmer) {
    (void)stemmer;
    return 0;
}
