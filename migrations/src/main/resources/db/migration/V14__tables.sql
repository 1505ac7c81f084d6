-- Files that are tables: what is trained on are their rows as JSON lines, kept beside them.

ALTER TABLE file
  ADD COLUMN rows_hash  sha256,
  ADD COLUMN rows_bytes bigint NOT NULL DEFAULT 0 CHECK (rows_bytes >= 0),
  ADD CHECK ((rows_hash IS NULL) = (rows_bytes = 0));
CREATE INDEX file_rows ON file (rows_hash) WHERE rows_hash IS NOT NULL;

-- Whether anything of any tenant needs these bytes: equal ones are kept once for all. Jobs and
-- evaluations that have ended name what they read and do not need it any more.
GRANT CREATE ON SCHEMA milora TO milora_definer;
SET ROLE milora_definer;
CREATE OR REPLACE FUNCTION content_in_use(content sha256) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM file WHERE content_hash = content OR rows_hash = content)
      OR EXISTS (SELECT FROM checkpoint WHERE content_hash = content)
      OR EXISTS (SELECT FROM adapter_version WHERE content_hash = content)
      OR EXISTS (SELECT FROM trained_expert WHERE content_hash = content)
      OR EXISTS (SELECT FROM training_job
                 WHERE finished_at IS NULL
                   AND (training_hash = content OR validation_hash = content
                     OR strpos(mixture::text, content::text) > 0))
      OR EXISTS (SELECT FROM evaluation WHERE finished_at IS NULL AND dataset_hash = content)
$$;
SET ROLE milora_owner;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;
