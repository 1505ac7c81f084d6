-- The only ways across tenants, each as narrow as its purpose. They run as milora_definer, a role
-- nobody can log in as, which sees just the tables named here. search_path is fixed so that a
-- caller cannot slip in objects of its own.

GRANT SELECT ON tenant, api_key TO milora_definer;
GRANT SELECT, UPDATE ON training_job TO milora_definer;
GRANT INSERT ON job_event TO milora_definer;
CREATE POLICY definer ON tenant FOR SELECT TO milora_definer USING (true);
CREATE POLICY definer ON api_key FOR SELECT TO milora_definer USING (true);
CREATE POLICY definer ON training_job TO milora_definer USING (true);
CREATE POLICY definer ON job_event FOR INSERT TO milora_definer WITH CHECK (true);

-- A key says who calls, so it must be found before the tenant is known.
CREATE FUNCTION find_api_key(key_id text)
  RETURNS TABLE (tenant_id text, tenant_name text, secret_hash bytea, scopes text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT k.tenant_id, t.name, k.secret_hash, k.scopes
  FROM api_key k JOIN tenant t ON t.id = k.tenant_id
  WHERE k.id = key_id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
$$;

-- Operators name tenants.
CREATE FUNCTION find_tenant(tenant_name text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT id FROM tenant WHERE name = tenant_name $$;

CREATE FUNCTION list_tenants() RETURNS SETOF tenant
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT * FROM tenant ORDER BY name $$;

-- Gives the oldest job that waits, or that runs without a living lease, to a worker, if there is
-- one. Jobs whose workers died max_attempts times are failed on the way: they would kill the next.
CREATE FUNCTION claim_training_job(worker text, lease_seconds integer, max_attempts integer)
  RETURNS TABLE (job_id text, tenant_id text, fencing_token bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  WITH lost AS (
    SELECT id FROM training_job
    WHERE status = 'RUNNING' AND lease_until <= clock_timestamp() AND attempts >= max_attempts
    FOR UPDATE SKIP LOCKED
  ), failed AS (
    UPDATE training_job j
    SET status = 'FAILED', finished_at = clock_timestamp(), worker_id = NULL, lease_until = NULL,
        estimated_finish = NULL, fencing_token = j.fencing_token + 1, error_code = 'worker_lost',
        error_message = format('The job was started %s times and its worker died each time.', j.attempts)
    FROM lost WHERE j.id = lost.id
    RETURNING j.tenant_id, j.id, j.error_message
  )
  INSERT INTO job_event (id, tenant_id, job_id, level, type, message)
  SELECT 'ftevent-' || left(replace(gen_random_uuid()::text, '-', ''), 24), tenant_id, id, 'ERROR',
         'MESSAGE', error_message
  FROM failed;

  RETURN QUERY
  UPDATE training_job j
  SET status = 'RUNNING', worker_id = worker, fencing_token = j.fencing_token + 1,
      attempts = j.attempts + 1, started_at = coalesce(j.started_at, clock_timestamp()),
      lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
  WHERE j.id = (
    SELECT id FROM training_job
    WHERE status = 'QUEUED' OR (status = 'RUNNING' AND lease_until <= clock_timestamp())
    ORDER BY created_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED)
  RETURNING j.id, j.tenant_id, j.fencing_token;
END $$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION find_api_key(text) OWNER TO milora_definer;
ALTER FUNCTION find_tenant(text) OWNER TO milora_definer;
ALTER FUNCTION list_tenants() OWNER TO milora_definer;
ALTER FUNCTION claim_training_job(text, integer, integer) OWNER TO milora_definer;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;

SET ROLE milora_definer;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA milora FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_api_key(text) TO milora_manager, milora_inference;
GRANT EXECUTE ON FUNCTION find_tenant(text), list_tenants() TO milora_manager;
GRANT EXECUTE ON FUNCTION claim_training_job(text, integer, integer) TO milora_trainer;
SET ROLE milora_owner;
