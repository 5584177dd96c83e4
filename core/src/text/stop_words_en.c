/* Function words of English, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "a",          "able",     "about",      "above",   "after",    "again",      "all",
    "already",    "also",     "although",   "always",  "am",       "among",      "an",
    "and",        "another",  "any",        "anybody", "anyone",   "anything",   "are",
    "arent",      "as",       "at",         "be",      "because",  "been",       "before",
    "being",      "below",    "between",    "both",    "but",      "by",         "can",
    "cannot",     "cant",     "could",      "couldnt", "couldve",  "did",        "didnt",
    "do",         "does",     "doesnt",     "doing",   "done",     "dont",       "down",
    "during",     "each",     "either",     "else",    "ever",     "every",      "everyone",
    "everything", "few",      "for",        "from",    "get",      "gets",       "getting",
    "give",       "go",       "goes",       "going",   "got",      "had",        "hadnt",
    "happen",     "happens",  "has",        "hasnt",   "have",     "havent",     "having",
    "he",         "hello",    "her",        "here",    "hers",     "herself",    "hes",
    "hey",        "hi",       "him",        "himself", "his",      "how",        "however",
    "hows",       "i",        "if",         "im",      "in",       "into",       "is",
    "isnt",       "it",       "its",        "itself",  "ive",      "just",       "kindly",
    "know",       "let",      "lets",       "like",    "may",      "maybe",      "me",
    "might",      "mine",     "more",       "most",    "much",     "must",       "mustnt",
    "my",         "myself",   "need",       "neednt",  "neither",  "no",         "nobody",
    "nor",        "not",      "nothing",    "now",     "of",       "off",        "ok",
    "okay",       "on",       "once",       "one",     "only",     "or",         "other",
    "our",        "ours",     "ourselves",  "out",     "over",     "own",        "please",
    "really",     "same",     "shall",      "she",     "shes",     "should",     "shouldnt",
    "shouldve",   "since",    "so",         "some",    "somebody", "someone",    "something",
    "still",      "such",     "tell",       "than",    "thank",    "thanks",     "that",
    "thats",      "the",      "their",      "theirs",  "them",     "themselves", "then",
    "there",      "theres",   "these",      "they",    "theyll",   "theyre",     "theyve",
    "thing",      "things",   "this",       "those",   "though",   "through",    "to",
    "too",        "toward",   "towards",    "under",   "until",    "up",         "upon",
    "us",         "very",     "via",        "want",    "wants",    "was",        "wasnt",
    "way",        "we",       "were",       "werent",  "weve",     "what",       "whatever",
    "whats",      "when",     "whenever",   "where",   "wheres",   "whether",    "which",
    "while",      "who",      "whom",       "whos",    "whose",    "why",        "will",
    "with",       "within",   "without",    "wont",    "would",    "wouldnt",    "wouldve",
    "yes",        "yet",      "you",        "youd",    "youll",    "your",       "youre",
    "yours",      "yourself", "yourselves", "youve"};

CLET_STOP_WORD_LIST(en)
