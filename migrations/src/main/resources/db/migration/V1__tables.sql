-- Everything a tenant owns carries tenant_id, and refers to other things only within the tenant
-- (compound foreign keys), so that a mistake in a program cannot join two tenants.
-- Ids are the public ones (file-…, ftjob-…). Content hashes are lower-case hexadecimal SHA-256.

CREATE DOMAIN sha256 AS text CHECK (VALUE ~ '^[0-9a-f]{64}$');

CREATE TABLE tenant (
  id         text        PRIMARY KEY CHECK (id ~ '^org-[A-Za-z0-9]{24}$'),
  -- part of model names (ft:base:tenant:suffix:id), hence no colon
  name       text        NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_key (
  id          text        PRIMARY KEY,
  tenant_id   text        NOT NULL REFERENCES tenant,
  name        text        NOT NULL,
  secret_hash bytea       NOT NULL CHECK (length(secret_hash) = 32),
  scopes      text[]      NOT NULL CHECK (cardinality(scopes) > 0),
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz,
  revoked_at  timestamptz
);
CREATE INDEX api_key_list ON api_key (tenant_id, created_at, id);

-- Base models are the platform's, not a tenant's.
CREATE TABLE base_model (
  name                  text             PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,127}$'),
  base_sha256           sha256           NOT NULL,
  tokenizer_sha256      sha256,
  chat_template_sha256  sha256,
  max_positions         integer          NOT NULL CHECK (max_positions > 0),
  default_rank          integer          NOT NULL CHECK (default_rank > 0),
  default_learning_rate double precision NOT NULL CHECK (default_learning_rate > 0),
  default_max_length    integer          NOT NULL CHECK (default_max_length > 0),
  created_at            timestamptz      NOT NULL DEFAULT now()
);

CREATE TABLE file (
  id           text        PRIMARY KEY,
  tenant_id    text        NOT NULL REFERENCES tenant,
  filename     text        NOT NULL,
  purpose      text        NOT NULL,
  bytes        bigint      NOT NULL CHECK (bytes >= 0),
  content_hash sha256      NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX file_list ON file (tenant_id, created_at, id);

-- A file that was read row by row and found good; outlives the file, as jobs cite it.
CREATE TABLE dataset_version (
  id           text        PRIMARY KEY,
  tenant_id    text        NOT NULL REFERENCES tenant,
  content_hash sha256      NOT NULL,
  format       text        NOT NULL,
  row_count    bigint      NOT NULL CHECK (row_count > 0),
  created_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, content_hash)
);

CREATE TABLE training_job (
  id                 text        PRIMARY KEY,
  tenant_id          text        NOT NULL REFERENCES tenant,
  base_model         text        NOT NULL REFERENCES base_model,
  method             text        NOT NULL,
  -- every value resolved, snake case
  hyperparameters    jsonb       NOT NULL,
  seed               integer     NOT NULL CHECK (seed >= 0),
  suffix             text        CHECK (suffix ~ '^[A-Za-z0-9._-]{1,64}$'),
  metadata           jsonb,
  -- the files' ids are for people; what is trained on is named by hash and outlives the files
  training_file      text        NOT NULL,
  training_hash      sha256      NOT NULL,
  validation_file    text,
  validation_hash    sha256,
  status             text        NOT NULL CHECK (status IN ('VALIDATING_FILES', 'QUEUED', 'RUNNING',
                                                            'PAUSING', 'PAUSED', 'SUCCEEDED',
                                                            'FAILED', 'CANCELLED')),
  trained_tokens     bigint,
  error_code         text,
  error_message      text,
  error_param        text,
  adapter_version_id text,
  fine_tuned_model   text,
  cancel_requested   boolean     NOT NULL DEFAULT false,
  worker_id          text,
  lease_until        timestamptz,
  -- grows with each claim; a write with an older token comes from a worker that lost its lease
  fencing_token      bigint      NOT NULL DEFAULT 0,
  attempts           integer     NOT NULL DEFAULT 0,
  created_at         timestamptz NOT NULL DEFAULT now(),
  started_at         timestamptz,
  finished_at        timestamptz,
  estimated_finish   timestamptz,
  UNIQUE (tenant_id, id),
  CHECK ((validation_file IS NULL) = (validation_hash IS NULL)),
  CHECK ((status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
  CHECK ((status = 'FAILED') = (error_code IS NOT NULL AND error_message IS NOT NULL))
);
CREATE INDEX training_job_list ON training_job (tenant_id, created_at, id);
CREATE INDEX training_job_queue ON training_job (created_at, id) WHERE status IN ('QUEUED', 'RUNNING');

CREATE TABLE job_event (
  id         text        PRIMARY KEY,
  tenant_id  text        NOT NULL,
  job_id     text        NOT NULL,
  -- writers hold the job's row, so within a job this is the order of commits
  sequence   bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
  level      text        NOT NULL CHECK (level IN ('INFO', 'WARN', 'ERROR')),
  type       text        NOT NULL CHECK (type IN ('MESSAGE', 'METRICS')),
  message    text        NOT NULL,
  data       jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (tenant_id, job_id) REFERENCES training_job (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX job_event_list ON job_event (tenant_id, job_id, sequence);

CREATE TABLE checkpoint (
  id           text        PRIMARY KEY,
  tenant_id    text        NOT NULL,
  job_id       text        NOT NULL,
  step         integer     NOT NULL CHECK (step >= 0),
  content_hash sha256      NOT NULL,
  metrics      jsonb       NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, job_id, step),
  FOREIGN KEY (tenant_id, job_id) REFERENCES training_job (tenant_id, id) ON DELETE CASCADE
);

-- A line of versions under one name.
CREATE TABLE adapter (
  id         text        PRIMARY KEY,
  tenant_id  text        NOT NULL REFERENCES tenant,
  base_model text        NOT NULL REFERENCES base_model,
  name       text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, id),
  UNIQUE (tenant_id, base_model, name)
);

-- Immutable once written: no role may update it.
CREATE TABLE adapter_version (
  id                   text        PRIMARY KEY,
  tenant_id            text        NOT NULL,
  adapter_id           text        NOT NULL,
  model_name           text        NOT NULL,
  base_model           text        NOT NULL REFERENCES base_model,
  content_hash         sha256      NOT NULL,
  base_sha256          sha256      NOT NULL,
  tokenizer_sha256     sha256      NOT NULL,
  chat_template_sha256 sha256      NOT NULL,
  method               text        NOT NULL,
  job_id               text        NOT NULL,
  evaluation           jsonb       NOT NULL,
  created_at           timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, id),
  UNIQUE (tenant_id, model_name),
  FOREIGN KEY (tenant_id, adapter_id) REFERENCES adapter (tenant_id, id),
  FOREIGN KEY (tenant_id, job_id) REFERENCES training_job (tenant_id, id)
);
CREATE INDEX adapter_version_list ON adapter_version (tenant_id, created_at, id);

ALTER TABLE training_job
  ADD FOREIGN KEY (tenant_id, adapter_version_id) REFERENCES adapter_version (tenant_id, id);

CREATE TABLE alias (
  id                 text        PRIMARY KEY,
  tenant_id          text        NOT NULL,
  name               text        NOT NULL CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  adapter_version_id text        NOT NULL,
  updated_at         timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, name),
  FOREIGN KEY (tenant_id, adapter_version_id) REFERENCES adapter_version (tenant_id, id)
);

-- Processes of the platform, not of a tenant.
CREATE TABLE worker (
  id           text        PRIMARY KEY,
  kind         text        NOT NULL CHECK (kind IN ('TRAINING', 'INFERENCE')),
  address      text        NOT NULL,
  state        text        NOT NULL CHECK (state IN ('STARTING', 'IDLE', 'BUSY', 'DRAINING', 'STOPPED')),
  started_at   timestamptz NOT NULL DEFAULT now(),
  heartbeat_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX worker_heartbeat ON worker (heartbeat_at);
