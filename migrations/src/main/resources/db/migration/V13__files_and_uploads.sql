-- Uploads in parts, requests that are done once however often they are sent, and bytes that go when
-- nobody needs them.

CREATE TABLE upload (
  id         text        PRIMARY KEY,
  tenant_id  text        NOT NULL REFERENCES tenant,
  filename   text        NOT NULL,
  purpose    text        NOT NULL,
  mime_type  text        NOT NULL,
  -- of all parts together, as announced
  bytes      bigint      NOT NULL CHECK (bytes > 0),
  -- one that is pending at its end is expired
  status     text        NOT NULL CHECK (status IN ('PENDING', 'COMPLETED', 'CANCELLED')),
  file_id    text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  UNIQUE (tenant_id, id),
  CHECK ((status = 'COMPLETED') = (file_id IS NOT NULL))
);
CREATE INDEX upload_pending ON upload (tenant_id, expires_at) WHERE status = 'PENDING';

CREATE TABLE upload_part (
  id         text        PRIMARY KEY,
  tenant_id  text        NOT NULL,
  upload_id  text        NOT NULL,
  bytes      bigint      NOT NULL CHECK (bytes >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (tenant_id, upload_id) REFERENCES upload (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX upload_part_list ON upload_part (tenant_id, upload_id, created_at, id);

-- What was answered to a request that named itself; written in the transaction that did the work.
CREATE TABLE idempotent_request (
  tenant_id  text        NOT NULL REFERENCES tenant,
  operation  text        NOT NULL,
  key        text        NOT NULL,
  request    sha256      NOT NULL,
  answer     json,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, operation, key)
);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['upload', 'upload_part', 'idempotent_request'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''milora.tenant'', true))',
                   tenant_table);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE (status, file_id) ON upload TO milora_manager;
GRANT SELECT, INSERT, DELETE ON upload_part TO milora_manager;
GRANT SELECT, INSERT, DELETE, UPDATE (answer) ON idempotent_request TO milora_manager;

CREATE INDEX file_content ON file (content_hash);
CREATE INDEX adapter_version_content ON adapter_version (content_hash);
GRANT SELECT ON file, adapter_version, trained_expert TO milora_definer;
CREATE POLICY definer ON file FOR SELECT TO milora_definer USING (true);
CREATE POLICY definer ON adapter_version FOR SELECT TO milora_definer USING (true);
CREATE POLICY definer ON trained_expert FOR SELECT TO milora_definer USING (true);

-- Whether anything of any tenant needs these bytes: equal ones are kept once for all. Jobs and
-- evaluations that have ended name what they read and do not need it any more.
GRANT CREATE ON SCHEMA milora TO milora_definer;
SET ROLE milora_definer;
CREATE OR REPLACE FUNCTION content_in_use(content sha256) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM file WHERE content_hash = content)
      OR EXISTS (SELECT FROM checkpoint WHERE content_hash = content)
      OR EXISTS (SELECT FROM adapter_version WHERE content_hash = content)
      OR EXISTS (SELECT FROM trained_expert WHERE content_hash = content)
      OR EXISTS (SELECT FROM training_job
                 WHERE finished_at IS NULL
                   AND (training_hash = content OR validation_hash = content
                     OR strpos(mixture::text, content::text) > 0))
      OR EXISTS (SELECT FROM evaluation WHERE finished_at IS NULL AND dataset_hash = content)
$$;
GRANT EXECUTE ON FUNCTION content_in_use(sha256) TO milora_manager;
SET ROLE milora_owner;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;
