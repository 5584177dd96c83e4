/* Control bytes inside passage texts: all the structure a stored text has. No other byte below 0x20
 * stands in one, but for line ends inside code blocks. Readers make blocks, the compiler joins them
 * to passages, the runtime turns a passage's extract into tokens. */
#ifndef CLET_BUNDLE_TEXT_MARKS_H
#define CLET_BUNDLE_TEXT_MARKS_H

enum {
    CLET_MARK_CODE_BEGIN = 0x01, /* code within a line … */
    CLET_MARK_CODE_END = 0x02,   /* … up to here; in pairs, not nested, within one block */
    CLET_MARK_PARAGRAPH =
        0x03, /* begins a block of that kind; each passage text begins with one of these five */
    CLET_MARK_ITEM = 0x04,
    CLET_MARK_ROW = 0x05,
    CLET_MARK_BLOCK = 0x06,    /* code block; line ends count */
    CLET_MARK_NUMBERED = 0x07, /* item of a numbered list: digits, a full stop and a space, then its
                                  text. The number is shown, but is no word (text/tokenize.h) */
    CLET_MARK_LAST = CLET_MARK_NUMBERED
};

#endif
