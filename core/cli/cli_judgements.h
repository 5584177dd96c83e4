/* Judgements of a test collection, and how well a ranking does by them. */
#ifndef CLI_JUDGEMENTS_H
#define CLI_JUDGEMENTS_H

#include "cli_diagnostics.h"
#include "cli_names.h"

/* One judged pair. */
typedef struct cli_judgement {
    uint32_t query;    /* number in cli_judgements.queries */
    uint32_t document; /* number in cli_judgements.documents */
    double gain;       /* above 0 */
    uint32_t line;
} cli_judgement;

/* Starts as {0}. */
typedef struct cli_judgements {
    cli_names queries;
    cli_names documents;
    cli_judgement *entries; /* owned; by query, then document */
    size_t count;
    size_t capacity;
} cli_judgements;

/* Reads lines of query, document and gain, parted by tabs; the four columns of TREC (with a number
 * after the query) and a first line that names the columns are taken, too. A gain of 0 or less is
 * not relevant, as is a pair that is not listed. Lines that cannot be used are reported and left
 * out; *left_out counts them. False when the file cannot be read; reported. */
bool cli_judgements_read(const char *path, cli_diagnostics *diagnostics, uint32_t *left_out,
                         cli_judgements *judgements);

/* Figures of one query, or their means; each 0 to 1. */
typedef struct cli_figures {
    double ndcg_10; /* linear gain over log2(rank + 1); the ideal is made of all that is judged */
    double mrr_10;  /* one over the rank of the first relevant one, 0 past rank 10 */
    double recall_10;
    double recall_100;
} cli_figures;

/* Scores the ranking of `query`, best first. False when it has no judgement with a gain. */
bool cli_judgements_score(const cli_judgements *judgements, chatlet_str query,
                          const chatlet_str *ranking, uint32_t count, cli_figures *figures);

void cli_judgements_free(cli_judgements *judgements);

#endif
