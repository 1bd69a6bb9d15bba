-- +goose Up

-- Refused receipts that nobody redrove: a list of them, and a redrive, must not go
-- through those that were taken after all, which stay.
CREATE INDEX receipt_failures_failed ON receipt_failures (tenant_id, sequence) WHERE requeued_at IS NULL;

-- Pending receipts are those whose events lie behind the checkpoint of sealing. No
-- other index tells them from the sealed ones, and one more would cost every decision.
GRANT SELECT (tenant_id, xid, number, receipt_id) ON events TO mmm_api;
GRANT SELECT ON checkpoints TO mmm_api;

-- +goose Down
REVOKE SELECT ON checkpoints FROM mmm_api;
REVOKE SELECT (tenant_id, xid, number, receipt_id) ON events FROM mmm_api;
DROP INDEX receipt_failures_failed;
