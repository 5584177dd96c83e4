-- W3C Trace Context: the request that left a row, so that the call it leads to is part of the same trace.
ALTER TABLE outbox ADD COLUMN trace_parent TEXT;
