-- A decision in one statement, and so in one transaction. pgbench takes each name behind a colon for a variable, within
-- quotes too, and passes it as a parameter.
WITH signal AS (
    INSERT INTO signals VALUES ('bench-' || :tenant::int, 'run-' || :key::bigint, 'actor-actor-' || :actor::int,
        'actor-' || :actor::int, 'human', 'ci', 'ci.failed', 3, now(), now(), 'acme/shop', 'main', '', '', :attributes, false)
), taken AS (
    INSERT INTO signal_decisions VALUES ('bench-' || :tenant::int, 'actor-actor-' || :actor::int, 'ide',
        'run-' || :key::bigint, lpad(to_hex(:key::bigint), 32, '0')::uuid, now())
), decided AS (
    INSERT INTO decisions VALUES ('bench-' || :tenant::int, lpad(to_hex(:key::bigint), 32, '0')::uuid, 'actor-' || :actor::int,
        'ide', now(), false, lpad(to_hex(:key::bigint + 1), 32, '0')::uuid, :decision)
), receipt AS (
    INSERT INTO receipts VALUES ('bench-' || :tenant::int, lpad(to_hex(:key::bigint + 1), 32, '0')::uuid, now(), :receipt)
)
INSERT INTO events (tenant_id, event_id, name, occurred_at, receipt_id, body)
VALUES ('bench-' || :tenant::int, lpad(to_hex(:key::bigint + 2), 32, '0')::uuid, 'decision.made.v1', now(),
    lpad(to_hex(:key::bigint + 1), 32, '0')::uuid, :event);
