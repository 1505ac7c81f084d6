-- Who changed what, in the transaction that changed it. Nobody may change or remove what stands
-- here, and a chain of digests shows if somebody with more rights than any program has did.

-- Without a reference to the tenant, as it outlives it.
CREATE TABLE audit_event (
  tenant_id  text        NOT NULL,
  -- from 1, without gaps; the trigger sets it, the time and the digests
  sequence   bigint      NOT NULL,
  at         timestamptz NOT NULL,
  actor_kind text        NOT NULL CHECK (actor_kind IN ('KEY', 'USER', 'OPERATOR', 'SYSTEM')),
  actor      text,
  action     text        NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
  target     text        NOT NULL,
  -- null where the change did not come over HTTP
  address    text,
  request_id text,
  before     jsonb,
  after      jsonb,
  digest     bytea       NOT NULL CHECK (length(digest) = 32),
  PRIMARY KEY (tenant_id, sequence)
);
CREATE INDEX audit_event_at ON audit_event (tenant_id, at);

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON audit_event USING (tenant_id = current_setting('milora.tenant', true));
CREATE POLICY definer ON audit_event FOR SELECT TO milora_definer USING (true);
GRANT SELECT, INSERT ON audit_event TO milora_manager;
GRANT SELECT ON audit_event TO milora_definer;

-- SHA-256 of the digest before and everything else in the row. jsonb has one text for equal values.
CREATE FUNCTION audit_digest(previous bytea, event audit_event) RETURNS bytea
  LANGUAGE sql STABLE
AS $$
  SELECT pg_catalog.sha256(coalesce(previous, ''::bytea) || convert_to(jsonb_build_array(
    event.tenant_id, event.sequence, extract(epoch FROM event.at), event.actor_kind, event.actor,
    event.action, event.target, event.address, event.request_id, event.before, event.after)::text,
    'UTF8'))
$$;

-- Writers of one tenant come one after the other until their transactions end, so that the order of
-- the chain is the order of commits.
CREATE FUNCTION chain_audit_event() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
DECLARE
  last audit_event;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit ' || NEW.tenant_id, 0));
  SELECT * INTO last FROM audit_event WHERE tenant_id = NEW.tenant_id ORDER BY sequence DESC LIMIT 1;
  NEW.sequence := coalesce(last.sequence, 0) + 1;
  NEW.at := clock_timestamp();
  NEW.digest := audit_digest(last.digest, NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER chain_audit_event BEFORE INSERT ON audit_event
  FOR EACH ROW EXECUTE FUNCTION chain_audit_event();

CREATE FUNCTION refuse_audit_change() RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is only ever added to; % is refused.', TG_OP;
END $$;
CREATE TRIGGER refuse_audit_change BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER refuse_audit_truncation BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- Each tenant's chain: how long it is, its newest digest (to be noted elsewhere: rows missing at the
-- end show only there), and the first event that is not as it was written, if any.
CREATE FUNCTION verify_audit()
  RETURNS TABLE (tenant_id text, tenant_name text, events bigint, newest_digest text,
                 broken_at bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  WITH links AS (
    SELECT e AS event, lag(e.digest) OVER chain AS previous, lag(e.sequence, 1, 0) OVER chain AS before
    FROM audit_event e WINDOW chain AS (PARTITION BY e.tenant_id ORDER BY e.sequence)
  ), checked AS (
    SELECT (event).tenant_id, (event).sequence, (event).digest,
           (event).sequence = before + 1 AND (event).digest = audit_digest(previous, event) AS intact
    FROM links
  )
  SELECT c.tenant_id, t.name, count(*),
         encode((array_agg(c.digest ORDER BY c.sequence DESC))[1], 'hex'),
         min(c.sequence) FILTER (WHERE NOT c.intact)
  FROM checked c LEFT JOIN tenant t ON t.id = c.tenant_id
  GROUP BY c.tenant_id, t.name ORDER BY t.name, c.tenant_id
$$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION chain_audit_event() OWNER TO milora_definer;
ALTER FUNCTION verify_audit() OWNER TO milora_definer;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;

SET ROLE milora_definer;
REVOKE EXECUTE ON FUNCTION chain_audit_event(), verify_audit() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION verify_audit() TO milora_manager;
SET ROLE milora_owner;
