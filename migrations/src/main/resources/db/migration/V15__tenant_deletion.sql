-- Tenants that are to go: nothing may be done in their name from the moment somebody wants it, and they are gone when
-- their time has come. Until then it can be taken back.

ALTER TABLE tenant ADD COLUMN deletion_at timestamptz;
GRANT UPDATE (deletion_at) ON tenant TO milora_manager;

-- Bytes in the artifact store that a deleted tenant had, until somebody has looked whether another one has them, too.
CREATE TABLE orphaned_content (
  content_hash sha256      PRIMARY KEY,
  orphaned_at  timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, DELETE ON orphaned_content TO milora_manager;

-- A tenant's export has all of its rows.
GRANT SELECT ON trained_expert TO milora_manager;

DROP TRIGGER credential_change ON tenant;
CREATE TRIGGER credential_change AFTER UPDATE OF suspended_at, deletion_at ON tenant
  FOR EACH ROW EXECUTE FUNCTION tell_credential_change();

-- Deletes every row of the transaction's tenant but its audit log, in one statement, so that rows which refer to each
-- other go together. Whatever table of tenants comes later is among them. Row-level security binds the owner, so
-- that no other tenant's rows can be meant.
CREATE FUNCTION delete_tenant() RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
DECLARE
  doomed text := current_setting('milora.tenant', true);
  contents text;
  deletions text;
BEGIN
  PERFORM FROM tenant WHERE id = doomed AND deletion_at <= clock_timestamp() FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The tenant % is not to be deleted now', doomed;
  END IF;
  SELECT string_agg(format('SELECT %1$I AS hash FROM %2$I WHERE tenant_id = $1', c.attname, t.relname), ' UNION ')
  INTO contents
  FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid
  WHERE t.relnamespace = 'milora'::regnamespace AND t.relkind = 'r' AND NOT c.attisdropped
    AND c.atttypid = 'milora.sha256'::regtype AND c.attname LIKE '%\_hash'
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id');
  EXECUTE 'INSERT INTO orphaned_content (content_hash) SELECT hash FROM (' || contents
    || ') owned WHERE hash IS NOT NULL ON CONFLICT DO NOTHING' USING doomed;
  SELECT string_agg(format('%1$I AS (DELETE FROM %2$I WHERE tenant_id = $1)', 'of_' || t.relname, t.relname), ', ')
  INTO deletions
  FROM pg_class t
  WHERE t.relnamespace = 'milora'::regnamespace AND t.relkind = 'r' AND t.relname <> 'audit_event'
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id');
  EXECUTE 'WITH ' || deletions || ' DELETE FROM tenant WHERE id = $1' USING doomed;
END $$;
REVOKE EXECUTE ON FUNCTION delete_tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_tenant() TO milora_manager;

GRANT CREATE ON SCHEMA milora TO milora_definer;
SET ROLE milora_definer;

CREATE FUNCTION tenants_to_delete() RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT id FROM tenant WHERE deletion_at <= now() ORDER BY deletion_at $$;
REVOKE EXECUTE ON FUNCTION tenants_to_delete() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenants_to_delete() TO milora_manager;

-- A tenant that waits for its end counts as suspended.
CREATE OR REPLACE FUNCTION find_api_key(key_id text)
  RETURNS TABLE (tenant_id text, tenant_name text, suspended boolean, secret_hash bytea,
                 scopes text[], models text[], expires_at_millis bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT k.tenant_id, t.name, t.suspended_at IS NOT NULL OR t.deletion_at IS NOT NULL, k.secret_hash, k.scopes,
         k.models, (extract(epoch FROM k.expires_at) * 1000)::bigint
  FROM api_key k JOIN tenant t ON t.id = k.tenant_id
  WHERE k.id = key_id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
$$;

CREATE OR REPLACE FUNCTION find_membership(organization text, person text)
  RETURNS TABLE (tenant_id text, tenant_name text, suspended boolean, role text, state text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT t.id, t.name, t.suspended_at IS NOT NULL OR t.deletion_at IS NOT NULL, m.role, m.state
  FROM tenant t LEFT JOIN member m ON m.tenant_id = t.id AND m.user_id = person
  WHERE t.organization_id = organization
$$;

-- Whoever is about to be deleted gets no new organisation.
CREATE OR REPLACE FUNCTION tenants_to_reconcile() RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT id FROM tenant WHERE organization_id IS NULL AND deletion_at IS NULL
  UNION SELECT tenant_id FROM member WHERE state IN ('PENDING', 'REMOVING')
                                       AND tenant_id IN (SELECT id FROM tenant WHERE deletion_at IS NULL)
$$;

SET ROLE milora_owner;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;
