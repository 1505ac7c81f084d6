-- Latencies of all adapters of a tenant together, so that a month is read in some hundred rows, and
-- the slowest requests of each minute, so that a peak can be looked into.

DO $$
DECLARE
  served text;
BEGIN
  FOREACH served IN ARRAY ARRAY['latency_minute', 'latency_hour'] LOOP
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT latency_minute_adapter_hash_check', served);
    EXECUTE format('ALTER TABLE %I ADD CHECK (adapter_hash ~ ''^([0-9a-f]{64}|\*)?$'')', served);
    -- whether a row with adapter '*', that of all adapters, has these requests, too; false for such
    -- rows themselves, and for those of workers that wrote none
    EXECUTE format('ALTER TABLE %I ADD COLUMN in_total boolean NOT NULL DEFAULT false', served);
    EXECUTE format('CREATE INDEX ON %I (tenant_id, kind, start) WHERE NOT in_total', served);
    EXECUTE format('CREATE INDEX ON %I (start) WHERE NOT in_total', served);
  END LOOP;
END $$;

CREATE TABLE slow_request (
  start             timestamptz NOT NULL,
  tenant_id         text        NOT NULL REFERENCES tenant ON DELETE CASCADE,
  worker_id         text        NOT NULL,
  request_id        text        NOT NULL,
  at                timestamptz NOT NULL,
  key_id            text        NOT NULL,
  model             text        NOT NULL,
  adapter_hash      text        NOT NULL CHECK (adapter_hash ~ '^([0-9a-f]{64})?$'),
  prompt_tokens     integer     NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens integer     NOT NULL CHECK (completion_tokens >= 0),
  -- microseconds by kind of latency, as far as the request came
  latencies         jsonb       NOT NULL,
  PRIMARY KEY (tenant_id, start, worker_id, request_id)
);
CREATE INDEX ON slow_request (start);
ALTER TABLE slow_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE slow_request FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON slow_request USING (tenant_id = current_setting('milora.tenant', true));
CREATE POLICY definer ON slow_request TO milora_definer USING (true);
GRANT SELECT, INSERT, DELETE ON slow_request TO milora_inference;
GRANT SELECT ON slow_request TO milora_manager;
GRANT SELECT, DELETE ON slow_request TO milora_definer;

-- Rows of a window; null for a filter that is not wanted. Kinds have commas between. Rows by adapter
-- are those of single adapters, else each request is in one row only.
CREATE FUNCTION latency_rows(span text, since timestamptz, until timestamptz, kinds text,
                             of_tenant text, of_adapter text, of_worker text, by_adapter boolean)
  RETURNS TABLE (start timestamptz, kind text, tenant_id text, adapter_hash text, worker_id text,
                 histogram bytea)
  LANGUAGE plpgsql STABLE
AS $$
BEGIN
  RETURN QUERY EXECUTE
    'SELECT start, kind, tenant_id, adapter_hash, worker_id, histogram FROM '
    || CASE span WHEN 'MINUTE' THEN 'latency_minute' ELSE 'latency_hour' END
    || ' WHERE start >= $1 AND start < $2 AND kind = ANY (string_to_array($3, '',''))'
    || CASE WHEN by_adapter THEN ' AND adapter_hash <> ''*''' ELSE ' AND NOT in_total' END
    || CASE WHEN of_tenant IS NULL THEN '' ELSE ' AND tenant_id = $4' END
    || CASE WHEN of_adapter IS NULL THEN '' ELSE ' AND adapter_hash = $5' END
    || CASE WHEN of_worker IS NULL THEN '' ELSE ' AND worker_id = $6' END
  USING since, until, kinds, of_tenant, of_adapter, of_worker;
END $$;

CREATE FUNCTION usage_rows(span text, since timestamptz, until timestamptz, of_tenant text,
                           of_adapter text, of_worker text)
  RETURNS SETOF usage_minute
  LANGUAGE plpgsql STABLE
AS $$
BEGIN
  RETURN QUERY EXECUTE
    'SELECT * FROM ' || CASE span WHEN 'MINUTE' THEN 'usage_minute' ELSE 'usage_hour' END
    || ' WHERE start >= $1 AND start < $2'
    || CASE WHEN of_tenant IS NULL THEN '' ELSE ' AND tenant_id = $3' END
    || CASE WHEN of_adapter IS NULL THEN '' ELSE ' AND adapter_hash = $4' END
    || CASE WHEN of_worker IS NULL THEN '' ELSE ' AND worker_id = $5' END
  USING since, until, of_tenant, of_adapter, of_worker;
END $$;

CREATE FUNCTION slow_rows(since timestamptz, until timestamptz, of_kind text, of_tenant text,
                          of_adapter text, of_worker text, most integer)
  RETURNS SETOF slow_request
  LANGUAGE sql STABLE
AS $$
  SELECT * FROM slow_request
  WHERE start >= since AND start < until AND latencies ? of_kind
    AND (of_tenant IS NULL OR tenant_id = of_tenant)
    AND (of_adapter IS NULL OR adapter_hash = of_adapter)
    AND (of_worker IS NULL OR worker_id = of_worker)
  ORDER BY (latencies ->> of_kind)::bigint DESC LIMIT most
$$;

-- The same across tenants, for operators.
CREATE FUNCTION latency_rows_of_all(span text, since timestamptz, until timestamptz, kinds text,
                                    of_tenant text, of_adapter text, of_worker text,
                                    by_adapter boolean)
  RETURNS TABLE (start timestamptz, kind text, tenant_id text, adapter_hash text, worker_id text,
                 histogram bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT * FROM latency_rows(span, since, until, kinds, of_tenant, of_adapter, of_worker, by_adapter)
$$;

CREATE FUNCTION usage_rows_of_all(span text, since timestamptz, until timestamptz, of_tenant text,
                                  of_adapter text, of_worker text)
  RETURNS SETOF usage_minute
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT * FROM usage_rows(span, since, until, of_tenant, of_adapter, of_worker) $$;

CREATE FUNCTION slow_rows_of_all(since timestamptz, until timestamptz, of_kind text, of_tenant text,
                                 of_adapter text, of_worker text, most integer)
  RETURNS SETOF slow_request
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT * FROM slow_rows(since, until, of_kind, of_tenant, of_adapter, of_worker, most) $$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION latency_rows_of_all(text, timestamptz, timestamptz, text, text, text, text, boolean)
  OWNER TO milora_definer;
ALTER FUNCTION usage_rows_of_all(text, timestamptz, timestamptz, text, text, text)
  OWNER TO milora_definer;
ALTER FUNCTION slow_rows_of_all(timestamptz, timestamptz, text, text, text, text, integer)
  OWNER TO milora_definer;
SET ROLE milora_definer;
DROP FUNCTION usage_of_all(text, timestamptz, timestamptz);
DROP FUNCTION latency_of_all(text, timestamptz, timestamptz);
CREATE OR REPLACE FUNCTION forget_served(minutes_before timestamptz, hours_before timestamptz)
  RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  DELETE FROM usage_minute WHERE start < minutes_before;
  DELETE FROM latency_minute WHERE start < minutes_before;
  DELETE FROM slow_request WHERE start < minutes_before;
  DELETE FROM usage_hour WHERE start < hours_before;
  DELETE FROM latency_hour WHERE start < hours_before;
$$;
REVOKE EXECUTE ON FUNCTION
  latency_rows_of_all(text, timestamptz, timestamptz, text, text, text, text, boolean),
  usage_rows_of_all(text, timestamptz, timestamptz, text, text, text),
  slow_rows_of_all(timestamptz, timestamptz, text, text, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  latency_rows_of_all(text, timestamptz, timestamptz, text, text, text, text, boolean),
  usage_rows_of_all(text, timestamptz, timestamptz, text, text, text),
  slow_rows_of_all(timestamptz, timestamptz, text, text, text, text, integer) TO milora_manager;
SET ROLE milora_owner;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;
