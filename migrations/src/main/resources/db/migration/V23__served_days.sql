-- Whole days of what was served, added up from their hours, so that a month by adapter is some thousand rows instead of
-- a million. A day that is not added up, or was written to since, is read from its hours: what is told is always exact.

CREATE TABLE usage_day (
  -- of a day of UTC
  start             timestamptz NOT NULL,
  tenant_id         text        NOT NULL REFERENCES tenant ON DELETE CASCADE,
  key_id            text        NOT NULL,
  model             text        NOT NULL,
  adapter_hash      text        NOT NULL,
  requests          bigint      NOT NULL,
  errors            bigint      NOT NULL,
  prompt_tokens     bigint      NOT NULL,
  completion_tokens bigint      NOT NULL,
  cached_tokens     bigint      NOT NULL,
  PRIMARY KEY (tenant_id, start, key_id, model, adapter_hash)
);

CREATE TABLE latency_day (
  start        timestamptz NOT NULL,
  tenant_id    text        NOT NULL REFERENCES tenant ON DELETE CASCADE,
  kind         text        NOT NULL,
  adapter_hash text        NOT NULL,
  in_total     boolean     NOT NULL,
  count        bigint      NOT NULL,
  histogram    bytea       NOT NULL,
  PRIMARY KEY (tenant_id, kind, start, adapter_hash, in_total)
);

-- Days that are in both, hour by hour.
CREATE TABLE served_day (
  tenant_id text        NOT NULL REFERENCES tenant ON DELETE CASCADE,
  start     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, start)
);

DO $$
DECLARE
  served text;
BEGIN
  FOREACH served IN ARRAY ARRAY['usage_day', 'latency_day', 'served_day'] LOOP
    EXECUTE format('CREATE INDEX ON %I (start)', served);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', served);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', served);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''milora.tenant'', true))',
                   served);
    EXECUTE format('CREATE POLICY definer ON %I TO milora_definer USING (true)', served);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON %I TO milora_manager', served);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO milora_definer', served);
  END LOOP;
END $$;

-- Rows of a window that begins and ends at full hours; null for a filter that is not wanted. Adapters have commas
-- between, and the bare base is '-'.
CREATE FUNCTION named_adapters(adapters text) RETURNS text[]
  LANGUAGE sql IMMUTABLE
AS $$ SELECT array_replace(string_to_array(adapters, ','), '-', '') $$;

-- Pieces of a window whose days are not added up, or have a part in it only.
CREATE FUNCTION unadded(since timestamptz, until timestamptz, of_tenant text)
  RETURNS TABLE (tenant_id text, first timestamptz, last timestamptz)
  LANGUAGE sql STABLE
AS $$
  SELECT t.id, greatest(d.day, since), least(d.day + interval '24 hours', until)
  FROM (SELECT of_tenant AS id WHERE of_tenant IS NOT NULL
        UNION ALL SELECT id FROM tenant WHERE of_tenant IS NULL) t,
    generate_series(date_trunc('day', since, 'UTC'), until - interval '1 microsecond', interval '24 hours') d (day)
  WHERE d.day < since OR d.day + interval '24 hours' > until
     OR NOT EXISTS (SELECT FROM served_day s WHERE s.tenant_id = t.id AND s.start = d.day)
$$;

CREATE FUNCTION latency_days(since timestamptz, until timestamptz, kinds text, of_tenant text, of_adapters text,
                             by_adapter boolean)
  RETURNS TABLE (start timestamptz, kind text, tenant_id text, adapter_hash text, count bigint, histogram bytea)
  LANGUAGE sql STABLE
AS $$
  SELECT d.start, d.kind, d.tenant_id, d.adapter_hash, d.count, d.histogram
  FROM served_day s JOIN latency_day d ON d.tenant_id = s.tenant_id AND d.start = s.start
  WHERE s.start >= since AND s.start + interval '24 hours' <= until
    AND (of_tenant IS NULL OR s.tenant_id = of_tenant)
    AND d.kind = ANY (string_to_array(kinds, ','))
    AND (of_adapters IS NULL OR d.adapter_hash = ANY ((SELECT named_adapters(of_adapters))::text[]))
    AND CASE WHEN by_adapter THEN d.adapter_hash <> '*' ELSE NOT d.in_total END
  UNION ALL
  SELECT h.start, h.kind, h.tenant_id, h.adapter_hash, h.count, h.histogram
  FROM unadded(since, until, of_tenant) u
    CROSS JOIN unnest(string_to_array(kinds, ',')) k (kind)
    JOIN latency_hour h ON h.tenant_id = u.tenant_id AND h.kind = k.kind AND h.start >= u.first AND h.start < u.last
  WHERE (of_adapters IS NULL OR h.adapter_hash = ANY ((SELECT named_adapters(of_adapters))::text[]))
    AND CASE WHEN by_adapter THEN h.adapter_hash <> '*' ELSE NOT h.in_total END
$$;

-- Of days no worker is known.
CREATE FUNCTION usage_days(since timestamptz, until timestamptz, of_tenant text, of_adapters text)
  RETURNS SETOF usage_minute
  LANGUAGE sql STABLE
AS $$
  SELECT d.start, d.tenant_id, '', d.key_id, d.model, d.adapter_hash, d.requests, d.errors, d.prompt_tokens,
         d.completion_tokens, d.cached_tokens
  FROM served_day s JOIN usage_day d ON d.tenant_id = s.tenant_id AND d.start = s.start
  WHERE s.start >= since AND s.start + interval '24 hours' <= until
    AND (of_tenant IS NULL OR s.tenant_id = of_tenant)
    AND (of_adapters IS NULL OR d.adapter_hash = ANY ((SELECT named_adapters(of_adapters))::text[]))
  UNION ALL
  SELECT h.*
  FROM unadded(since, until, of_tenant) u
    JOIN usage_hour h ON h.tenant_id = u.tenant_id AND h.start >= u.first AND h.start < u.last
  WHERE of_adapters IS NULL OR h.adapter_hash = ANY ((SELECT named_adapters(of_adapters))::text[])
$$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
SET ROLE milora_definer;

-- The same across tenants, for operators.
CREATE FUNCTION latency_days_of_all(since timestamptz, until timestamptz, kinds text, of_tenant text,
                                    of_adapters text, by_adapter boolean)
  RETURNS TABLE (start timestamptz, kind text, tenant_id text, adapter_hash text, count bigint, histogram bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT * FROM latency_days(since, until, kinds, of_tenant, of_adapters, by_adapter) $$;

CREATE FUNCTION usage_days_of_all(since timestamptz, until timestamptz, of_tenant text, of_adapters text)
  RETURNS SETOF usage_minute
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT * FROM usage_days(since, until, of_tenant, of_adapters) $$;

-- Days that ended before and are to be added up, oldest first.
CREATE FUNCTION days_to_add_up(ended_before timestamptz, most integer)
  RETURNS TABLE (tenant_id text, start timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT t.id, d.day
  FROM tenant t,
    generate_series(date_trunc('day', (SELECT min(start) FROM usage_hour), 'UTC'),
                    ended_before - interval '24 hours', interval '24 hours') d (day)
  WHERE NOT EXISTS (SELECT FROM served_day s WHERE s.tenant_id = t.id AND s.start = d.day)
    AND EXISTS (SELECT FROM usage_hour h
                WHERE h.tenant_id = t.id AND h.start >= d.day AND h.start < d.day + interval '24 hours')
  ORDER BY d.day, t.id LIMIT most
$$;

-- A day that was added up and is written to is to be added up again. Who adds up a tenant's days holds the same lock
-- alone, so that nothing is written between its reading and its end.
CREATE FUNCTION note_changed_days() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
DECLARE
  day record;
BEGIN
  FOR day IN SELECT DISTINCT c.tenant_id, date_trunc('day', c.start, 'UTC') AS start FROM changed c
             WHERE c.start < date_trunc('day', now(), 'UTC') ORDER BY 1, 2 LOOP
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('served_day ' || day.tenant_id, 0));
    DELETE FROM served_day s WHERE s.tenant_id = day.tenant_id AND s.start = day.start;
  END LOOP;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION forget_served(minutes_before timestamptz, hours_before timestamptz)
  RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  DELETE FROM usage_minute WHERE start < minutes_before;
  DELETE FROM latency_minute WHERE start < minutes_before;
  DELETE FROM slow_request WHERE start < minutes_before;
  DELETE FROM served_day WHERE start < hours_before;
  DELETE FROM usage_day WHERE start < hours_before;
  DELETE FROM latency_day WHERE start < hours_before;
  DELETE FROM usage_hour WHERE start < hours_before;
  DELETE FROM latency_hour WHERE start < hours_before;
$$;

REVOKE EXECUTE ON FUNCTION
  latency_days_of_all(timestamptz, timestamptz, text, text, text, boolean),
  usage_days_of_all(timestamptz, timestamptz, text, text),
  days_to_add_up(timestamptz, integer), note_changed_days() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  latency_days_of_all(timestamptz, timestamptz, text, text, text, boolean),
  usage_days_of_all(timestamptz, timestamptz, text, text),
  days_to_add_up(timestamptz, integer) TO milora_manager;
GRANT EXECUTE ON FUNCTION note_changed_days() TO milora_owner;
SET ROLE milora_owner;

DO $$
DECLARE
  served text;
BEGIN
  FOREACH served IN ARRAY ARRAY['usage_hour', 'latency_hour'] LOOP
    EXECUTE format('CREATE TRIGGER added AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
                    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_days()', served);
    EXECUTE format('CREATE TRIGGER changed AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
                    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_days()', served);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;
