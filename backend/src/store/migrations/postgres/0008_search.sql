-- The words of messages, folded and parted by single spaces (store/dialect/search_words.h), and an
-- index over them. PostgreSQL's own parser of texts is left out: it would cut them in its own way.

CREATE TABLE search_texts (
    message_id      BIGINT PRIMARY KEY REFERENCES messages (message_id) ON DELETE CASCADE,
    organization_id BIGINT NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    conversation_id BIGINT NOT NULL,
    words           TEXT   NOT NULL
);
CREATE INDEX search_texts_by_conversation ON search_texts (organization_id, conversation_id);
CREATE INDEX search_index ON search_texts USING gin (array_to_tsvector(string_to_array(words, ' ')));

-- Visitors that were erased, for the tombstone file (store/store_erasure.h). No foreign keys: what it
-- tells of is gone.
CREATE TABLE erasure_log (
    receipt_id      BIGINT  NOT NULL PRIMARY KEY,
    organization_id BIGINT  NOT NULL,
    visitor_id      BIGINT  NOT NULL,
    erased_at_ms    BIGINT  NOT NULL
);
