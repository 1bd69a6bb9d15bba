-- +goose Up

-- Audit entries are copied in the order of their ids, up to the last one that is seen
-- committed. Whoever may still commit an earlier id must be known as running by then, so
-- each statement takes its transaction's number before it takes ids. An id is taken before
-- triggers of rows run, hence one of the statement.
-- +goose StatementBegin
CREATE FUNCTION take_transaction_number() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER number_before_ids BEFORE INSERT ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION take_transaction_number();

CREATE INDEX audit_entries_in_order ON audit_entries (entry_id);

-- The worker copies the rest of an entry too.
GRANT SELECT (at, action, trace_id) ON audit_entries TO mmm_worker;

-- +goose Down
REVOKE SELECT (at, action, trace_id) ON audit_entries FROM mmm_worker;
DROP INDEX audit_entries_in_order;
DROP TRIGGER number_before_ids ON audit_entries;
DROP FUNCTION take_transaction_number();
