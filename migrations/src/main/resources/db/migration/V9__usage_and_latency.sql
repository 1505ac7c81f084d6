-- What was served, by minute for a short time and by hour for a long one. Inference workers write
-- both from the same requests, each worker rows of its own: counts that it holds in memory replace
-- its earlier ones, so that writing again what may have been written changes nothing.

CREATE TABLE usage_minute (
  start             timestamptz NOT NULL,
  tenant_id         text        NOT NULL,
  worker_id         text        NOT NULL,
  -- whose key; outlives the key
  key_id            text        NOT NULL,
  -- what requests named: an alias, an exact model or the base
  model             text        NOT NULL,
  -- empty for the bare base
  adapter_hash      text        NOT NULL CHECK (adapter_hash ~ '^([0-9a-f]{64})?$'),
  requests          bigint      NOT NULL CHECK (requests >= 0),
  -- those that the platform did not answer; what clients gave up is none of them
  errors            bigint      NOT NULL CHECK (errors BETWEEN 0 AND requests),
  prompt_tokens     bigint      NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens bigint      NOT NULL CHECK (completion_tokens >= 0),
  -- of the prompts' tokens
  cached_tokens     bigint      NOT NULL DEFAULT 0 CHECK (cached_tokens BETWEEN 0 AND prompt_tokens),
  PRIMARY KEY (tenant_id, start, worker_id, key_id, model, adapter_hash)
);

CREATE TABLE latency_minute (
  start        timestamptz NOT NULL,
  tenant_id    text        NOT NULL,
  worker_id    text        NOT NULL,
  adapter_hash text        NOT NULL CHECK (adapter_hash ~ '^([0-9a-f]{64})?$'),
  kind         text        NOT NULL CHECK (kind IN ('TTFT', 'TPOT', 'E2E', 'QUEUE', 'ADAPTER_LOAD')),
  count        bigint      NOT NULL CHECK (count > 0),
  -- microseconds, as HdrHistogram's compressed encoding has them
  histogram    bytea       NOT NULL,
  PRIMARY KEY (tenant_id, kind, start, worker_id, adapter_hash)
);

CREATE TABLE usage_hour (LIKE usage_minute INCLUDING ALL);
CREATE TABLE latency_hour (LIKE latency_minute INCLUDING ALL);

DO $$
DECLARE
  served text;
BEGIN
  FOREACH served IN ARRAY ARRAY['usage_minute', 'usage_hour', 'latency_minute', 'latency_hour'] LOOP
    EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE', served);
    EXECUTE format('CREATE INDEX ON %I (start)', served);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', served);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', served);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''milora.tenant'', true))',
                   served);
    EXECUTE format('CREATE POLICY definer ON %I TO milora_definer USING (true)', served);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO milora_inference', served);
    EXECUTE format('GRANT SELECT ON %I TO milora_manager', served);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO milora_definer', served);
  END LOOP;
END $$;

-- Operators look across tenants; span is MINUTE or HOUR, until is exclusive.
CREATE FUNCTION usage_of_all(span text, since timestamptz, until timestamptz)
  RETURNS SETOF usage_minute
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT * FROM usage_minute WHERE span = 'MINUTE' AND start >= since AND start < until
  UNION ALL
  SELECT * FROM usage_hour WHERE span = 'HOUR' AND start >= since AND start < until
$$;

CREATE FUNCTION latency_of_all(span text, since timestamptz, until timestamptz)
  RETURNS SETOF latency_minute
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT * FROM latency_minute WHERE span = 'MINUTE' AND start >= since AND start < until
  UNION ALL
  SELECT * FROM latency_hour WHERE span = 'HOUR' AND start >= since AND start < until
$$;

-- Deletes what began before.
CREATE FUNCTION forget_served(minutes_before timestamptz, hours_before timestamptz) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  DELETE FROM usage_minute WHERE start < minutes_before;
  DELETE FROM latency_minute WHERE start < minutes_before;
  DELETE FROM usage_hour WHERE start < hours_before;
  DELETE FROM latency_hour WHERE start < hours_before;
$$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION usage_of_all(text, timestamptz, timestamptz) OWNER TO milora_definer;
ALTER FUNCTION latency_of_all(text, timestamptz, timestamptz) OWNER TO milora_definer;
ALTER FUNCTION forget_served(timestamptz, timestamptz) OWNER TO milora_definer;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;

SET ROLE milora_definer;
REVOKE EXECUTE ON FUNCTION usage_of_all(text, timestamptz, timestamptz),
  latency_of_all(text, timestamptz, timestamptz), forget_served(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION usage_of_all(text, timestamptz, timestamptz),
  latency_of_all(text, timestamptz, timestamptz), forget_served(timestamptz, timestamptz)
  TO milora_manager;
SET ROLE milora_owner;
