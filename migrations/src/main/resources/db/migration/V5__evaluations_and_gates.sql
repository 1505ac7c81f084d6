-- Measurements of models, and the rules by which aliases move.

CREATE TABLE evaluation (
  id                 text        PRIMARY KEY,
  tenant_id          text        NOT NULL REFERENCES tenant,
  base_model         text        NOT NULL REFERENCES base_model,
  -- exact names for people; the version is null where the bare base is meant
  model              text        NOT NULL,
  adapter_version_id text,
  -- null if nothing was compared
  against            text,
  against_version_id text,
  -- the job at whose end it was measured; null if somebody asked for it
  job_id             text,
  -- as in jobs: the file's id is for people, the hash says what was measured on
  file               text,
  dataset_hash       sha256      NOT NULL,
  answer_rows        integer     NOT NULL CHECK (answer_rows > 0),
  seed               integer     NOT NULL CHECK (seed >= 0),
  status             text        NOT NULL CHECK (status IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  report             jsonb,
  worst_rows         jsonb,
  error_code         text,
  error_message      text,
  error_param        text,
  worker_id          text,
  lease_until        timestamptz,
  -- as in training_job
  fencing_token      bigint      NOT NULL DEFAULT 0,
  attempts           integer     NOT NULL DEFAULT 0,
  created_at         timestamptz NOT NULL DEFAULT now(),
  started_at         timestamptz,
  finished_at        timestamptz,
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, adapter_version_id) REFERENCES adapter_version (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, against_version_id) REFERENCES adapter_version (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, job_id) REFERENCES training_job (tenant_id, id) ON DELETE CASCADE,
  CHECK ((status IN ('SUCCEEDED', 'FAILED')) = (finished_at IS NOT NULL)),
  CHECK ((status = 'SUCCEEDED') = (report IS NOT NULL AND worst_rows IS NOT NULL)),
  CHECK ((status = 'FAILED') = (error_code IS NOT NULL AND error_message IS NOT NULL))
);
CREATE INDEX evaluation_list ON evaluation (tenant_id, created_at, id);
CREATE INDEX evaluation_queue ON evaluation (created_at, id) WHERE status IN ('QUEUED', 'RUNNING');

-- Where a rollback goes.
ALTER TABLE alias ADD COLUMN previous_version_id text;
ALTER TABLE alias ADD FOREIGN KEY (tenant_id, previous_version_id)
  REFERENCES adapter_version (tenant_id, id) ON DELETE SET NULL (previous_version_id);

-- The rule of an alias; it may be there before the alias is.
CREATE TABLE alias_gate (
  tenant_id  text        NOT NULL REFERENCES tenant,
  alias      text        NOT NULL CHECK (alias ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  rule       jsonb       NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, alias)
);

-- What became of aliases and who did it. Names, not references: it outlives what it speaks of.
-- No role may change or delete a row.
CREATE TABLE alias_change (
  id         text        PRIMARY KEY,
  tenant_id  text        NOT NULL REFERENCES tenant,
  -- writers hold the alias's lock, so within an alias this is the order of commits
  sequence   bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
  alias      text        NOT NULL,
  kind       text        NOT NULL CHECK (kind IN ('MOVED', 'OVERRIDDEN', 'ROLLED_BACK', 'DELETED')),
  key_id     text        NOT NULL,
  from_model text,
  to_model   text,
  gate       jsonb,
  reason     text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'DELETED') = (to_model IS NULL)),
  CHECK ((kind = 'OVERRIDDEN') = (reason IS NOT NULL))
);
CREATE UNIQUE INDEX alias_change_list ON alias_change (tenant_id, alias, sequence);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['evaluation', 'alias_gate', 'alias_change'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''milora.tenant'', true))',
                   tenant_table);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON evaluation, alias_change TO milora_manager;
GRANT SELECT, INSERT, UPDATE, DELETE ON alias_gate TO milora_manager;
GRANT SELECT, INSERT ON evaluation TO milora_trainer;
GRANT UPDATE (status, report, worst_rows, error_code, error_message, error_param, worker_id,
              lease_until, attempts, finished_at)
  ON evaluation TO milora_trainer;

GRANT SELECT, UPDATE ON evaluation TO milora_definer;
CREATE POLICY definer ON evaluation TO milora_definer USING (true);

-- As claim_training_job, for evaluations. The tenant whose last one began longest ago comes first,
-- so that many of one tenant do not hold up a single one of another.
CREATE FUNCTION claim_evaluation(worker text, lease_seconds integer, max_attempts integer)
  RETURNS TABLE (evaluation_id text, tenant_id text, fencing_token bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  UPDATE evaluation e
  SET status = 'FAILED', finished_at = clock_timestamp(), worker_id = NULL, lease_until = NULL,
      fencing_token = e.fencing_token + 1, error_code = 'worker_lost',
      error_message = format('The evaluation was started %s times and its worker died each time.', e.attempts)
  WHERE e.id IN (
    SELECT id FROM evaluation
    WHERE status = 'RUNNING' AND lease_until <= clock_timestamp() AND attempts >= max_attempts
    FOR UPDATE SKIP LOCKED);

  RETURN QUERY
  UPDATE evaluation e
  SET status = 'RUNNING', worker_id = worker, fencing_token = e.fencing_token + 1,
      attempts = e.attempts + 1, started_at = coalesce(e.started_at, clock_timestamp()),
      lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
  WHERE e.id = (
    SELECT w.id FROM evaluation w
    WHERE w.status = 'QUEUED' OR (w.status = 'RUNNING' AND w.lease_until <= clock_timestamp())
    ORDER BY (SELECT max(o.started_at) FROM evaluation o WHERE o.tenant_id = w.tenant_id) NULLS FIRST,
             w.created_at, w.id
    LIMIT 1
    FOR UPDATE OF w SKIP LOCKED)
  RETURNING e.id, e.tenant_id, e.fencing_token;
END $$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION claim_evaluation(text, integer, integer) OWNER TO milora_definer;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;

SET ROLE milora_definer;
REVOKE EXECUTE ON FUNCTION claim_evaluation(text, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_evaluation(text, integer, integer) TO milora_trainer;
SET ROLE milora_owner;
