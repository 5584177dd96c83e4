-- The words of messages, folded and parted by single spaces (store/dialect/search_words.h), and an
-- index over them that holds no second copy. The index follows the table by triggers, so that rows
-- that go with their message, and rows of a restored backup, are looked after too.

CREATE TABLE search_texts (
    message_id      INTEGER PRIMARY KEY REFERENCES messages (message_id) ON DELETE CASCADE,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL,
    words           TEXT    NOT NULL
) STRICT;
CREATE INDEX search_texts_by_conversation ON search_texts (organization_id, conversation_id);

-- The words are ASCII in lower case with these characters, or anything else of Unicode, which this
-- tokenizer leaves together; what stands between spaces is one word.
CREATE VIRTUAL TABLE search_index USING fts5 (
    words, content = 'search_texts', content_rowid = 'message_id', detail = none, columnsize = 0,
    tokenize = "ascii tokenchars '_.,+#'"
);
CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN
    INSERT INTO search_index (rowid, words) VALUES (new.message_id, new.words);
END;
CREATE TRIGGER search_texts_removed AFTER DELETE ON search_texts BEGIN
    INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.message_id, old.words);
END;
CREATE TRIGGER search_texts_changed AFTER UPDATE ON search_texts BEGIN
    INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.message_id, old.words);
    INSERT INTO search_index (rowid, words) VALUES (new.message_id, new.words);
END;

-- Visitors that were erased, for the tombstone file (store/store_erasure.h). No foreign keys: what it
-- tells of is gone.
CREATE TABLE erasure_log (
    receipt_id      INTEGER NOT NULL PRIMARY KEY,
    organization_id INTEGER NOT NULL,
    visitor_id      INTEGER NOT NULL,
    erased_at_ms    INTEGER NOT NULL
) STRICT;
