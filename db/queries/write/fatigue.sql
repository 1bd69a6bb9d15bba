-- name: ReadFatigueWindows :batchmany
-- The subject's own window, and those of playbooks in the repository. Who has neither has
-- empty texts, of which there are no rows.
SELECT q.number::integer AS number, f.playbook_id, f.version, f.entries
FROM (
    SELECT unnest(@numbers::integer[]) AS number, unnest(@tenant_ids::text[]) AS tenant_id,
        unnest(@subjects::text[]) AS subject, unnest(@repositories::text[]) AS repository
) AS q
CROSS JOIN LATERAL (
    SELECT playbook_id, version, entries FROM fatigue_windows
    WHERE tenant_id = q.tenant_id AND subject = q.subject AND playbook_id = '00000000-0000-0000-0000-000000000000'
    UNION ALL
    SELECT playbook_id, version, entries FROM fatigue_windows
    WHERE tenant_id = q.tenant_id AND subject = q.repository AND playbook_id > '00000000-0000-0000-0000-000000000000'
) AS f;

-- name: SwapFatigueWindows :batchone
-- A window that is gone is not the one that was expected.
WITH next AS (
    SELECT unnest(@tenant_ids::text[]) AS tenant_id, unnest(@subjects::text[]) AS subject,
        unnest(@playbook_ids::uuid[]) AS playbook_id, unnest(@versions::bigint[]) AS version,
        unnest(@entries::text[]) AS entries, unnest(@updated_ats::timestamptz[]) AS updated_at
), swapped AS (
    INSERT INTO fatigue_windows AS f (tenant_id, subject, playbook_id, version, entries, updated_at)
    SELECT next.tenant_id, next.subject, next.playbook_id, next.version, next.entries, next.updated_at FROM next
    WHERE next.version = 1 OR EXISTS (
        SELECT FROM fatigue_windows AS known
        WHERE known.tenant_id = next.tenant_id AND known.subject = next.subject AND known.playbook_id = next.playbook_id
    )
    ON CONFLICT (tenant_id, subject, playbook_id) DO UPDATE
        SET version = excluded.version, entries = excluded.entries, updated_at = excluded.updated_at
        WHERE f.version = excluded.version - 1
    RETURNING true
)
SELECT require_swap((SELECT count(*) FROM swapped) = @windows::bigint, 'fatigue') AS won;
