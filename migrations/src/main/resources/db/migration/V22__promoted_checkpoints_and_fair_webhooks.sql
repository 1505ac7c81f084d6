-- A checkpoint's adapter may be a version's, too: who removes one looks for the other.
CREATE INDEX checkpoint_adapter ON checkpoint (adapter_hash);

-- One tenant's addresses that do not answer shall not keep the others' waiting: each has so many attempts under way,
-- and who has some gets no more.
DROP FUNCTION claim_webhook_deliveries(integer, integer);

GRANT CREATE ON SCHEMA milora TO milora_definer;
SET ROLE milora_definer;

CREATE OR REPLACE FUNCTION content_in_use(content sha256) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM file WHERE content_hash = content OR rows_hash = content)
      OR EXISTS (SELECT FROM checkpoint WHERE content_hash = content)
      OR EXISTS (SELECT FROM checkpoint WHERE adapter_hash = content)
      OR EXISTS (SELECT FROM adapter_version WHERE content_hash = content)
      OR EXISTS (SELECT FROM trained_expert WHERE content_hash = content)
      OR EXISTS (SELECT FROM training_job
                 WHERE finished_at IS NULL
                   AND (training_hash = content OR validation_hash = content
                     OR strpos(mixture::text, content::text) > 0))
      OR EXISTS (SELECT FROM evaluation WHERE finished_at IS NULL AND dataset_hash = content)
$$;

-- Deliveries that are due, for a program that tries each now. If it dies, they are due again.
CREATE FUNCTION claim_webhook_deliveries(most integer, most_of_tenant integer, busy text[], lease_seconds integer)
  RETURNS TABLE (tenant_id text, id text)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  WITH ranked AS (
    SELECT w.id, row_number() OVER (PARTITION BY w.tenant_id ORDER BY w.next_at, w.id) AS place
    FROM webhook_delivery w
    WHERE w.state = 'WAITING' AND w.next_at <= clock_timestamp() AND w.tenant_id <> ALL (busy)
  ), chosen AS (
    SELECT w.id FROM webhook_delivery w JOIN ranked r ON r.id = w.id
    WHERE r.place <= most_of_tenant AND w.state = 'WAITING' AND w.next_at <= clock_timestamp()
    ORDER BY r.place, w.next_at LIMIT most FOR UPDATE OF w SKIP LOCKED
  )
  UPDATE webhook_delivery d
  SET attempts = attempts + 1, next_at = clock_timestamp() + make_interval(secs => lease_seconds)
  WHERE d.id IN (SELECT c.id FROM chosen c)
  RETURNING d.tenant_id, d.id
$$;
REVOKE EXECUTE ON FUNCTION claim_webhook_deliveries(integer, integer, text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_webhook_deliveries(integer, integer, text[], integer) TO milora_manager;

SET ROLE milora_owner;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;
