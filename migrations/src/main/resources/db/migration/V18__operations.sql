-- What operators look at: all tenants' quotas and jobs, and workers that say how they are.

ALTER TABLE worker
  -- what the worker says of itself with each sign of life
  ADD COLUMN report jsonb,
  -- whether it is to finish what it has and take nothing new
  ADD COLUMN drain  boolean NOT NULL DEFAULT false;
GRANT UPDATE (drain), DELETE ON worker TO milora_manager;

GRANT SELECT ON upload TO milora_definer;
CREATE POLICY definer ON upload FOR SELECT TO milora_definer USING (true);

-- What a tenant uses of the quotas that are counted where its files and jobs are kept.
CREATE FUNCTION tenant_use(of_tenant text)
  RETURNS TABLE (storage_used bigint, training_used bigint, jobs_running bigint)
  LANGUAGE sql STABLE
AS $$
  SELECT (SELECT coalesce(sum(bytes + rows_bytes), 0) FROM file WHERE tenant_id = of_tenant)::bigint
       + (SELECT coalesce(sum(bytes), 0) FROM upload
          WHERE tenant_id = of_tenant AND status = 'PENDING' AND expires_at > now())::bigint,
         (SELECT coalesce(sum(CASE WHEN finished_at IS NULL
                                   THEN greatest(estimated_tokens, coalesce(trained_tokens, 0))
                                   ELSE coalesce(trained_tokens, 0) END), 0)
          FROM training_job
          WHERE tenant_id = of_tenant AND (finished_at IS NULL
            OR finished_at >= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'))::bigint,
         (SELECT count(*) FROM training_job
          WHERE tenant_id = of_tenant AND status IN ('RUNNING', 'PAUSING'))
$$;

CREATE FUNCTION quotas_of_all()
  RETURNS TABLE (tenant_name text, requests_per_minute bigint, tokens_per_minute bigint,
                 concurrent_requests bigint, training_tokens_per_month bigint, storage_bytes bigint,
                 running_jobs bigint, requests_used double precision, tokens_used double precision,
                 running bigint, storage_used bigint, training_used bigint, jobs_running bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT t.name, q.requests_per_minute, q.tokens_per_minute, q.concurrent_requests,
         q.training_tokens_per_month, q.storage_bytes, s.max_running_jobs::bigint,
         quota_level(q.requests_used, q.used_at, q.requests_per_minute, now()),
         quota_level(q.tokens_used, q.used_at, q.tokens_per_minute, now()), q.running, u.*
  FROM tenant t
  JOIN training_share s ON s.tenant_id = t.id
  LEFT JOIN quota q ON q.tenant_id = t.id AND q.key_id IS NULL
  CROSS JOIN LATERAL tenant_use(t.id) u
  ORDER BY t.name
$$;

-- Where waiting jobs stand and why: of one tenant, or of all for null. A place counts the jobs of
-- all tenants that are to start before it if nothing else comes, in turns by weight.
CREATE FUNCTION training_queues(of_tenant text)
  RETURNS TABLE (tenant_id text, job_id text, place integer, reason text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  WITH share AS (
    SELECT s.tenant_id, s.weight, s.turn,
           s.max_running_jobs <= count(*) FILTER (WHERE j.status IN ('RUNNING', 'PAUSING')) AS limited,
           count(*) FILTER (WHERE j.status = 'QUEUED') AS jobs
    FROM training_share s
    LEFT JOIN training_job j ON j.tenant_id = s.tenant_id AND j.status IN ('QUEUED', 'RUNNING', 'PAUSING')
    GROUP BY s.tenant_id
  ), waiting AS (
    SELECT j.tenant_id, j.id, j.status, j.hold,
           row_number() OVER (PARTITION BY j.tenant_id, j.status ORDER BY j.created_at, j.id) AS nth
    FROM training_job j
    WHERE j.status IN ('QUEUED', 'PAUSED') AND (of_tenant IS NULL OR j.tenant_id = of_tenant)
  )
  SELECT w.tenant_id, w.id,
         CASE WHEN w.status = 'QUEUED' THEN w.nth::integer + coalesce((
           SELECT sum(least(t.jobs, ceil(w.nth * t.weight / own.weight)
                      - CASE WHEN t.turn > own.turn THEN 1 ELSE 0 END))
           FROM share t WHERE t.tenant_id <> w.tenant_id AND t.jobs > 0), 0)::integer END,
         CASE WHEN w.status = 'PAUSED' AND w.hold = 'STORAGE_FULL' THEN 'STORAGE_FULL'
              WHEN w.status = 'PAUSED' THEN 'PAUSED'
              WHEN own.limited THEN 'TENANT_LIMIT'
              WHEN w.hold = 'YIELDED' THEN 'YIELDED_TO_OTHER_TENANTS'
              ELSE 'WAITING_FOR_WORKER' END
  FROM waiting w JOIN share own ON own.tenant_id = w.tenant_id
$$;

-- Jobs that run, wait or are paused, in the order in which they are worked on.
CREATE FUNCTION unfinished_jobs()
  RETURNS TABLE (id text, tenant_name text, status text, suffix text, base_model text, method text,
                 worker_id text, created_at timestamptz, started_at timestamptz,
                 estimated_finish timestamptz, trained_tokens bigint, estimated_tokens bigint,
                 place integer, reason text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT j.id, t.name, j.status, j.suffix, j.base_model, j.method, j.worker_id, j.created_at,
         j.started_at, j.estimated_finish, j.trained_tokens, j.estimated_tokens,
         CASE WHEN q.place IS NOT NULL THEN
           row_number() OVER (PARTITION BY q.place IS NULL ORDER BY q.place, j.created_at, j.id)::integer END,
         q.reason
  FROM training_job j
  JOIN tenant t ON t.id = j.tenant_id
  LEFT JOIN training_queues(NULL) q ON q.job_id = j.id
  WHERE j.finished_at IS NULL
  ORDER BY array_position(ARRAY['PAUSING', 'RUNNING', 'VALIDATING_FILES', 'QUEUED', 'PAUSED'], j.status),
           q.place, j.created_at, j.id
$$;

CREATE FUNCTION failed_jobs(since timestamptz, most integer)
  RETURNS TABLE (id text, tenant_name text, suffix text, error_code text, error_message text,
                 finished_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT j.id, t.name, j.suffix, j.error_code, j.error_message, j.finished_at
  FROM training_job j JOIN tenant t ON t.id = j.tenant_id
  WHERE j.status = 'FAILED' AND j.finished_at >= since
  ORDER BY j.finished_at DESC LIMIT most
$$;
CREATE INDEX training_job_unfinished ON training_job (created_at) WHERE finished_at IS NULL;
CREATE INDEX training_job_failed ON training_job (finished_at) WHERE status = 'FAILED';

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION quotas_of_all() OWNER TO milora_definer;
ALTER FUNCTION training_queues(text) OWNER TO milora_definer;
ALTER FUNCTION unfinished_jobs() OWNER TO milora_definer;
ALTER FUNCTION failed_jobs(timestamptz, integer) OWNER TO milora_definer;
SET ROLE milora_definer;
CREATE OR REPLACE FUNCTION training_queue() RETURNS TABLE (job_id text, place integer, reason text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT job_id, place, reason FROM training_queues(current_setting('milora.tenant', true))
  WHERE current_setting('milora.tenant', true) IS NOT NULL
$$;
REVOKE EXECUTE ON FUNCTION quotas_of_all(), training_queues(text), unfinished_jobs(),
  failed_jobs(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION quotas_of_all(), unfinished_jobs(), failed_jobs(timestamptz, integer)
  TO milora_manager;
SET ROLE milora_owner;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;
