-- The weekly partitions of the past, which the engine makes for weeks to come only.
DO $$
DECLARE
    parent text;
    week   timestamptz;
BEGIN
    FOREACH parent IN ARRAY ARRAY['decisions', 'receipts', 'events', 'outcomes'] LOOP
        FOR week IN SELECT generate_series(
            date_trunc('week', now() - interval '%d days', 'UTC'), date_trunc('week', now(), 'UTC') - interval '1 week', interval '7 days')
        LOOP
            EXECUTE format('CREATE TABLE %%I PARTITION OF %%I FOR VALUES FROM (%%L) TO (%%L)',
                parent || '_' || to_char(week AT TIME ZONE 'UTC', 'IYYY"w"IW'), parent, uuid_floor(week), uuid_floor(week + interval '7 days'));
        END LOOP;
    END LOOP;
END $$;
