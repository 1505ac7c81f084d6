-- Mixture-of-LoRAs jobs: several stages, one a domain that has no expert yet, then the routers.

-- Domains with their rows and, where they were trained before, their experts; every name resolved.
ALTER TABLE training_job
  ADD COLUMN mixture jsonb,
  ADD CHECK ((method = 'moa') = (mixture IS NOT NULL));

-- The domain whose expert is being trained; empty for routers, and for jobs of one stage. Steps
-- count over all stages.
ALTER TABLE checkpoint ADD COLUMN stage text NOT NULL DEFAULT '';

-- Experts that a job has finished: a worker that takes the job up again does not train them anew.
CREATE TABLE trained_expert (
  tenant_id      text        NOT NULL,
  job_id         text        NOT NULL,
  domain         text        NOT NULL,
  content_hash   sha256      NOT NULL,
  steps          integer     NOT NULL CHECK (steps >= 0),
  trained_tokens bigint      NOT NULL CHECK (trained_tokens >= 0),
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, job_id, domain),
  FOREIGN KEY (tenant_id, job_id) REFERENCES training_job (tenant_id, id) ON DELETE CASCADE
);

ALTER TABLE trained_expert ENABLE ROW LEVEL SECURITY;
ALTER TABLE trained_expert FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON trained_expert
  USING (tenant_id = current_setting('milora.tenant', true));

GRANT SELECT, INSERT ON trained_expert TO milora_trainer;
