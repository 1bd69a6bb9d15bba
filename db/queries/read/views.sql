-- name: UseTenant :exec
SELECT set_config('mmm.tenant_ids', (@tenant_ids::text[])::text, true);

-- name: ViewDecision :one
SELECT d.body, d.receipt_id, c.sequence, h.emitted, f.reason, f.failed_at, f.requeued_at, f.settled_at
FROM decisions AS d
LEFT JOIN receipt_chain AS c ON c.tenant_id = d.tenant_id AND c.receipt_id = d.receipt_id
LEFT JOIN chain_heads AS h ON h.tenant_id = d.tenant_id
LEFT JOIN receipt_failures AS f ON f.tenant_id = c.tenant_id AND f.sequence = c.sequence
WHERE d.tenant_id = @tenant_id AND d.decision_id = @decision_id;

-- name: ReceiptOfDecision :one
SELECT receipt_id FROM decisions WHERE tenant_id = @tenant_id AND decision_id = @decision_id;

-- name: ViewPlaybook :one
SELECT sqlc.embed(p), sqlc.embed(r)
FROM playbooks AS p
JOIN playbook_revisions AS r
    ON r.tenant_id = p.tenant_id AND r.playbook_id = p.playbook_id AND r.revision = p.latest_revision
WHERE p.tenant_id = @tenant_id AND p.playbook_id = @playbook_id;

-- name: ListPlaybooks :many
SELECT sqlc.embed(p), sqlc.embed(r)
FROM playbooks AS p
JOIN playbook_revisions AS r
    ON r.tenant_id = p.tenant_id AND r.playbook_id = p.playbook_id AND r.revision = p.latest_revision
WHERE p.tenant_id = @tenant_id AND p.playbook_id > @after
    AND (p.status = @status::text OR (@status::text = '' AND p.status <> 'deprecated'))
ORDER BY p.playbook_id
LIMIT @most;

-- name: ListRevisions :many
SELECT * FROM playbook_revisions
WHERE tenant_id = @tenant_id AND playbook_id = @playbook_id AND (@before::integer = 0 OR revision < @before::integer)
ORDER BY revision DESC
LIMIT @most;
