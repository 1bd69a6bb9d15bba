-- A batch of a tenant's past: the decisions from $1 to $2 of $3, evenly over $4 days up to
-- $5. $6::text is the tenant, $7 how many actors it has, $8 its playbooks. Chain rows are as many
-- and as long in their indexes as real ones, and otherwise empty: they verify nothing.
WITH made AS MATERIALIZED (
    SELECT n, moment, floor(extract(epoch FROM moment) * 1000)::bigint AS millis, 'actor-' || n % $7::integer AS actor,
        md5('actor-' || n % $7::integer)::uuid AS actor_ref, ($8::uuid[])[1 + n % cardinality($8::uuid[])] AS playbook,
        (ARRAY['ide', 'ide', 'ide', 'ci', 'background'])[1 + n % 5] AS surface,
        (ARRAY['mirror', 'mirror', 'mentor', 'multiplier'])[1 + n / 7 % 4] AS action_type
    FROM (
        SELECT n, $5::timestamptz - $4::integer * interval '1 day' * (1 - n::float8 / $3::bigint) AS moment
        FROM generate_series($1::bigint, $2::bigint) AS n
    ) AS s
), named AS MATERIALIZED (
    SELECT *, (lpad(to_hex(millis), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 11, '0') || '0000')::uuid AS id,
        (lpad(to_hex(millis), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || 'a' || lpad(to_hex(n), 11, '0') || '0000')::uuid AS receipt,
        (lpad(to_hex(millis), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || 'b' || lpad(to_hex(n), 11, '0') || '0000')::uuid AS event,
        (lpad(to_hex(millis), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 11, '0') || '0100')::uuid AS action
    FROM made
), decided AS (
    INSERT INTO decisions (tenant_id, decision_id, actor_id, surface, created_at, degraded, receipt_id, body)
    SELECT $6::text, id, actor, surface, moment, n % 200 = 0, receipt, format(
        '{"v":1,"id":"%s","receipt":"%s","tenant":"%s","actor":"%s","actor_type":"human","actor_ref":"%s","surface":"%s",'
        '"place":{"repo":"acme/shop","branch":"main"},"point":"pre-commit","at":"%s","snapshot":"tenant-policy:%s:0",'
        '"policies":["tenant-policy@0"],"hash":"","allowed":true,"fired":[{"id":"%s","rev":1,"ver":"1"}],"actions":[{"id":"%s",'
        '"type":"%s","surfaces":["ide"],"playbook":"%s","rev":1,"title":"Three runs failed","expires":"%s"}]}',
        id, receipt, $6::text, actor, actor_ref, surface, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), $6::text,
        playbook, action, action_type, playbook, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    FROM named
), kept AS (
    INSERT INTO receipts (tenant_id, receipt_id, created_at, body) SELECT $6::text, receipt, moment, '{}' FROM named
), chained AS (
    INSERT INTO receipt_chain (tenant_id, sequence, receipt_id, prev_hash, hash, kid, signature, sealed_at)
    SELECT $6::text, $9::bigint + n, receipt, '', '', '', '', moment FROM named
), counted AS (
    INSERT INTO events (tenant_id, event_id, name, occurred_at, body)
    SELECT $6::text, event, 'decision.made.v1', moment, format(
        '{"actions":[{"playbook_id":"%s","type":"%s"}],"actor_ref":"%s","actor_type":"human","decision_id":"%s","degraded":%s,'
        '"playbooks":["%s"],"suppressed":[],"surface":"%s"}',
        playbook, action_type, actor_ref, id, (n % 200 = 0)::text, playbook, surface)
    FROM named
), answered AS (
    INSERT INTO outcomes (tenant_id, action_id, stage, outcome_id, decision_id, actor_id, result, reason, occurred_at, recorded_at, receipt_id)
    SELECT $6::text, action, 1, event, id, actor, 'shown', '', moment, moment, receipt FROM named WHERE n % 10 = 0
)
INSERT INTO events (tenant_id, event_id, name, occurred_at, body)
SELECT $6::text, receipt, 'outcome.recorded.v1', moment, format(
    '{"action_id":"%s","action_type":"%s","actor_ref":"%s","decision_id":"%s","playbook_id":"%s","result":"%s","revision":1,"surface":"%s"}',
    action, action_type, actor_ref, id, playbook, (ARRAY['shown', 'shown', 'accepted', 'dismissed', 'ignored'])[1 + n / 10 % 5], surface)
FROM named WHERE n % 10 = 0;
