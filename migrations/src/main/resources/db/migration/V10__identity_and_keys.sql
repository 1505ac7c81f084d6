-- Who may ask: tenants that can be suspended, people by the organisations and roles of an identity
-- provider, and keys that name models, are rotated, and are known to have been used.

-- An organisation is made after its tenant, perhaps much later: until then there is no id.
ALTER TABLE tenant
  ADD COLUMN organization_id text UNIQUE,
  ADD COLUMN suspended_at    timestamptz;

ALTER TABLE api_key
  -- null: every model of the tenant
  ADD COLUMN models       text[] CHECK (cardinality(models) > 0),
  ADD COLUMN last_used_at timestamptz,
  ADD COLUMN rotated_to   text,
  ADD UNIQUE (tenant_id, id),
  ADD FOREIGN KEY (tenant_id, rotated_to) REFERENCES api_key (tenant_id, id);

-- What a tenant wants of its members. The identity provider follows, at once or when it is back.
CREATE TABLE member (
  id         text        PRIMARY KEY,
  tenant_id  text        NOT NULL REFERENCES tenant,
  email      text        NOT NULL CHECK (email = lower(email)),
  role       text        NOT NULL CHECK (role IN ('ADMIN', 'MEMBER')),
  -- REMOVED stays, as tokens that name the organisation live on for minutes
  state      text        NOT NULL CHECK (state IN ('PENDING', 'ACTIVE', 'REMOVING', 'REMOVED')),
  -- at the identity provider; null until the person is known there
  user_id    text,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, email)
);
CREATE INDEX member_list ON member (tenant_id, created_at, id);
CREATE INDEX member_work ON member (state) WHERE state IN ('PENDING', 'REMOVING');
ALTER TABLE member ENABLE ROW LEVEL SECURITY;
ALTER TABLE member FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON member USING (tenant_id = current_setting('milora.tenant', true));

GRANT SELECT, INSERT, UPDATE ON member TO milora_manager;
GRANT UPDATE (organization_id, suspended_at) ON tenant TO milora_manager;

-- Programs that remember keys forget one as soon as it changes, and all of a tenant with it.
CREATE FUNCTION tell_credential_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = milora, pg_temp
AS $$ BEGIN
  PERFORM pg_notify('milora_credentials', CASE TG_TABLE_NAME WHEN 'api_key' THEN NEW.id ELSE '*' END);
  RETURN NULL;
END $$;
CREATE TRIGGER credential_change AFTER UPDATE OF revoked_at, expires_at, models ON api_key
  FOR EACH ROW EXECUTE FUNCTION tell_credential_change();
CREATE TRIGGER credential_change AFTER UPDATE OF suspended_at ON tenant
  FOR EACH ROW EXECUTE FUNCTION tell_credential_change();

GRANT SELECT ON member TO milora_definer;
GRANT UPDATE (last_used_at) ON api_key TO milora_definer;
CREATE POLICY definer ON member FOR SELECT TO milora_definer USING (true);
CREATE POLICY definer_use ON api_key FOR UPDATE TO milora_definer USING (true);

DROP FUNCTION find_api_key(text);

CREATE FUNCTION find_api_key(key_id text)
  RETURNS TABLE (tenant_id text, tenant_name text, suspended boolean, secret_hash bytea,
                 scopes text[], models text[], expires_at_millis bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT k.tenant_id, t.name, t.suspended_at IS NOT NULL, k.secret_hash, k.scopes, k.models,
         (extract(epoch FROM k.expires_at) * 1000)::bigint
  FROM api_key k JOIN tenant t ON t.id = k.tenant_id
  WHERE k.id = key_id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
$$;

-- When keys were last used, to the minute.
CREATE FUNCTION note_key_uses(key_ids text[]) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ UPDATE api_key SET last_used_at = now() WHERE id = ANY (key_ids) $$;

-- A token names an organisation and a person; whose tenant that is, and what the tenant says of the
-- person. No role and no state if the tenant says nothing.
CREATE FUNCTION find_membership(organization text, person text)
  RETURNS TABLE (tenant_id text, tenant_name text, suspended boolean, role text, state text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT t.id, t.name, t.suspended_at IS NOT NULL, m.role, m.state
  FROM tenant t LEFT JOIN member m ON m.tenant_id = t.id AND m.user_id = person
  WHERE t.organization_id = organization
$$;

-- Tenants about which the identity provider is to be told something.
CREATE FUNCTION tenants_to_reconcile() RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT id FROM tenant WHERE organization_id IS NULL
  UNION SELECT tenant_id FROM member WHERE state IN ('PENDING', 'REMOVING')
$$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION find_api_key(text) OWNER TO milora_definer;
ALTER FUNCTION note_key_uses(text[]) OWNER TO milora_definer;
ALTER FUNCTION find_membership(text, text) OWNER TO milora_definer;
ALTER FUNCTION tenants_to_reconcile() OWNER TO milora_definer;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;

SET ROLE milora_definer;
REVOKE EXECUTE ON FUNCTION find_api_key(text), note_key_uses(text[]), find_membership(text, text),
  tenants_to_reconcile() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_api_key(text), note_key_uses(text[]), find_membership(text, text)
  TO milora_manager, milora_inference;
GRANT EXECUTE ON FUNCTION tenants_to_reconcile() TO milora_manager;
SET ROLE milora_owner;
