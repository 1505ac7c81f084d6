-- Adapters that were trained elsewhere. The control plane judges them by the headers of their files alone, for which
-- it must know the widths of the base, and is the only program that may add them.
ALTER TABLE base_model
  -- io.milora.model.BaseShape; null until a training worker has looked at the base again
  ADD COLUMN shape jsonb;

ALTER TABLE adapter_version
  ALTER COLUMN job_id DROP NOT NULL,
  ALTER COLUMN evaluation DROP NOT NULL,
  -- SHA-256 of the archive as it was sent
  ADD COLUMN imported_from sha256,
  -- of an imported archive, as it is kept; what is trained here counts by its job
  ADD COLUMN bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0),
  ADD CHECK ((job_id IS NULL) <> (imported_from IS NULL));

GRANT INSERT ON adapter, adapter_version TO milora_manager;

CREATE OR REPLACE FUNCTION tenant_use(of_tenant text)
  RETURNS TABLE (storage_used bigint, training_used bigint, jobs_running bigint)
  LANGUAGE sql STABLE
AS $$
  SELECT (SELECT coalesce(sum(bytes + rows_bytes), 0) FROM file WHERE tenant_id = of_tenant)::bigint
       + (SELECT coalesce(sum(bytes), 0) FROM adapter_version WHERE tenant_id = of_tenant)::bigint
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
