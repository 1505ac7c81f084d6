-- Who is told about the end of jobs, and what became of telling them.

CREATE TABLE webhook (
  id         text        PRIMARY KEY,
  tenant_id  text        NOT NULL REFERENCES tenant,
  url        text        NOT NULL,
  events     text[]      NOT NULL CHECK (cardinality(events) > 0),
  -- signs what is sent, so a hash would not do
  secret     bytea       NOT NULL CHECK (length(secret) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, id)
);
CREATE INDEX webhook_list ON webhook (tenant_id, created_at, id);

CREATE TABLE webhook_delivery (
  -- the event's; receivers know by it what they had before
  id           text        PRIMARY KEY,
  tenant_id    text        NOT NULL,
  webhook_id   text        NOT NULL,
  event        text        NOT NULL,
  -- what is sent, byte for byte
  payload      text        NOT NULL,
  state        text        NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'DELIVERED', 'GIVEN_UP')),
  attempts     integer     NOT NULL DEFAULT 0,
  -- of the next attempt; while one is under way, when it counts as lost
  next_at      timestamptz NOT NULL DEFAULT now(),
  -- of the last attempt: the answer's status, or why there was none
  http_status  integer,
  problem      text,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz,
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id) ON DELETE CASCADE,
  CHECK ((state = 'DELIVERED') = (delivered_at IS NOT NULL))
);
CREATE INDEX webhook_delivery_list ON webhook_delivery (tenant_id, webhook_id, created_at, id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'WAITING';

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['webhook', 'webhook_delivery'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''milora.tenant'', true))',
                   tenant_table);
    EXECUTE format('CREATE POLICY definer ON %I TO milora_definer USING (true)', tenant_table);
  END LOOP;
END $$;

GRANT SELECT, INSERT, DELETE ON webhook TO milora_manager;
GRANT SELECT, UPDATE (state, next_at, http_status, problem, delivered_at) ON webhook_delivery TO milora_manager;
GRANT SELECT ON webhook TO milora_definer;
GRANT SELECT, INSERT, UPDATE (attempts, next_at) ON webhook_delivery TO milora_definer;

-- In the transaction that ends a job, whichever program does: told of exactly the ends that happened.
CREATE FUNCTION note_end_of_job() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
DECLARE
  event text := 'fine_tuning.job.' || lower(NEW.status);
BEGIN
  INSERT INTO webhook_delivery (id, tenant_id, webhook_id, event, payload)
  SELECT fresh.id, NEW.tenant_id, w.id, event,
         jsonb_build_object('id', fresh.id, 'object', 'event', 'type', event,
                            'created_at', floor(extract(epoch FROM clock_timestamp()))::bigint,
                            'data', jsonb_build_object('id', NEW.id))::text
  FROM webhook w, LATERAL (SELECT 'evt_' || replace(gen_random_uuid()::text, '-', '') AS id WHERE w.id IS NOT NULL) fresh
  WHERE w.tenant_id = NEW.tenant_id AND event = ANY (w.events);
  RETURN NULL;
END $$;
CREATE TRIGGER note_end_of_job AFTER UPDATE OF status ON training_job
  FOR EACH ROW WHEN (OLD.status <> NEW.status AND NEW.status IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))
  EXECUTE FUNCTION note_end_of_job();

-- Deliveries that are due, for a program that tries each now. If it dies, they are due again.
CREATE FUNCTION claim_webhook_deliveries(most integer, lease_seconds integer)
  RETURNS TABLE (tenant_id text, id text)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  UPDATE webhook_delivery d
  SET attempts = attempts + 1, next_at = clock_timestamp() + make_interval(secs => lease_seconds)
  WHERE d.id IN (SELECT w.id FROM webhook_delivery w
                 WHERE w.state = 'WAITING' AND w.next_at <= clock_timestamp()
                 ORDER BY w.next_at LIMIT most FOR UPDATE SKIP LOCKED)
  RETURNING d.tenant_id, d.id
$$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION note_end_of_job() OWNER TO milora_definer;
ALTER FUNCTION claim_webhook_deliveries(integer, integer) OWNER TO milora_definer;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;

SET ROLE milora_definer;
REVOKE EXECUTE ON FUNCTION note_end_of_job(), claim_webhook_deliveries(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_webhook_deliveries(integer, integer) TO milora_manager;
SET ROLE milora_owner;
