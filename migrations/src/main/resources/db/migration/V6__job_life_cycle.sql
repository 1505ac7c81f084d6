-- Pausing, fair share of training between tenants, and a disk budget for checkpoints.

ALTER TABLE training_job
  -- why a job waits that had been running, if not because its tenant paused it or its worker stopped
  ADD COLUMN hold            text        CHECK (hold IN ('YIELDED', 'STORAGE_FULL')),
  ADD COLUMN queued_at       timestamptz NOT NULL DEFAULT now(),
  -- trained tokens that are booked on its tenant's share, and those booked ahead for the steps
  -- until the next checkpoint (a slice), whose tokens are known after the first one
  ADD COLUMN charged_tokens  bigint      NOT NULL DEFAULT 0,
  ADD COLUMN reserved_tokens bigint      NOT NULL DEFAULT 0,
  ADD COLUMN slice_tokens    bigint      CHECK (slice_tokens > 0);

DROP INDEX training_job_queue;
CREATE INDEX training_job_queue ON training_job (tenant_id, created_at, id)
  WHERE status IN ('QUEUED', 'RUNNING', 'PAUSING');

ALTER TABLE checkpoint ADD COLUMN bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0);
CREATE INDEX checkpoint_content ON checkpoint (content_hash);

-- Weighted deficit round robin: a round gives each tenant that wants to train weight * quantum
-- tokens; a job runs on while its tenant's deficit pays for its next slice.
CREATE TABLE training_share (
  tenant_id        text             PRIMARY KEY REFERENCES tenant,
  weight           double precision NOT NULL DEFAULT 1 CHECK (weight BETWEEN 0.01 AND 100),
  max_running_jobs integer          CHECK (max_running_jobs > 0),
  deficit          bigint           NOT NULL DEFAULT 0,
  -- grows with each claim; the smallest is next
  turn             bigint           NOT NULL DEFAULT 0,
  served_at        timestamptz      NOT NULL DEFAULT now()
);
INSERT INTO training_share (tenant_id) SELECT id FROM tenant;

ALTER TABLE training_share ENABLE ROW LEVEL SECURITY;
ALTER TABLE training_share FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON training_share USING (tenant_id = current_setting('milora.tenant', true));
CREATE POLICY definer ON training_share TO milora_definer USING (true);
CREATE POLICY definer ON checkpoint FOR SELECT TO milora_definer USING (true);

GRANT SELECT, UPDATE (weight, max_running_jobs) ON training_share TO milora_manager;
GRANT SELECT, INSERT, UPDATE ON training_share TO milora_definer;
GRANT SELECT ON checkpoint TO milora_definer;
GRANT UPDATE (hold, queued_at) ON training_job TO milora_trainer;
GRANT DELETE ON checkpoint TO milora_trainer;

CREATE FUNCTION new_training_share() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
BEGIN
  INSERT INTO training_share (tenant_id) VALUES (NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER new_training_share AFTER INSERT ON tenant
  FOR EACH ROW EXECUTE FUNCTION new_training_share();

-- However a job stops running, its tenant pays for what was trained and gets the rest back. Credit
-- is not kept by those who want nothing.
CREATE FUNCTION settle_training_job() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
DECLARE
  idle boolean := NEW.status <> 'QUEUED' AND NOT EXISTS (
    SELECT FROM training_job
    WHERE tenant_id = NEW.tenant_id AND id <> NEW.id AND status IN ('QUEUED', 'RUNNING', 'PAUSING'));
  settled bigint := OLD.reserved_tokens + OLD.charged_tokens - coalesce(NEW.trained_tokens, 0);
BEGIN
  UPDATE training_share
  SET deficit = CASE WHEN idle THEN least(deficit + settled, 0) ELSE deficit + settled END
  WHERE tenant_id = NEW.tenant_id;
  NEW.charged_tokens := coalesce(NEW.trained_tokens, 0);
  NEW.reserved_tokens := 0;
  RETURN NEW;
END $$;
CREATE TRIGGER settle_training_job BEFORE UPDATE OF status ON training_job
  FOR EACH ROW
  WHEN (OLD.status IN ('RUNNING', 'PAUSING') AND NEW.status NOT IN ('RUNNING', 'PAUSING'))
  EXECUTE FUNCTION settle_training_job();

-- Jobs whose workers are silent for too long go back to the queue, or where else their tenants want
-- them. Those whose workers died max_attempts times are failed: they would kill the next.
CREATE FUNCTION take_back_lost_training_jobs(max_attempts integer) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  WITH lost AS (
    SELECT id, CASE WHEN cancel_requested THEN 'CANCELLED'
                    WHEN status = 'PAUSING' THEN 'PAUSED'
                    WHEN attempts >= max_attempts THEN 'FAILED'
                    ELSE 'QUEUED' END AS next_status
    FROM training_job
    WHERE status IN ('RUNNING', 'PAUSING') AND lease_until <= clock_timestamp()
    FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE training_job j
    SET status = next_status, worker_id = NULL, lease_until = NULL, estimated_finish = NULL,
        queued_at = clock_timestamp(),
        finished_at = CASE WHEN next_status IN ('CANCELLED', 'FAILED') THEN clock_timestamp() END,
        error_code = CASE WHEN next_status = 'FAILED' THEN 'worker_lost' END,
        error_message = CASE WHEN next_status = 'FAILED' THEN
          format('The job was started %s times without getting ahead, as its worker died each time.',
                 j.attempts) END
    FROM lost WHERE j.id = lost.id
    RETURNING j.tenant_id, j.id, j.status, j.error_message
  )
  INSERT INTO job_event (id, tenant_id, job_id, level, type, message)
  SELECT 'ftevent-' || left(replace(gen_random_uuid()::text, '-', ''), 24), tenant_id, id,
         CASE status WHEN 'FAILED' THEN 'ERROR' WHEN 'QUEUED' THEN 'WARN' ELSE 'INFO' END, 'MESSAGE',
         CASE status WHEN 'FAILED' THEN error_message
                     WHEN 'CANCELLED' THEN 'The job was cancelled'
                     WHEN 'PAUSED' THEN 'The job is paused; its worker died'
                     ELSE 'The job''s worker died; it waits for another one' END
  FROM taken
$$;

-- Who wants to train: tenants with a waiting job that their limit allows, with what their oldest one
-- costs, and the one whose running job asks to go on, if any.
CREATE FUNCTION training_contenders(quantum bigint, asking text, asking_cost bigint)
  RETURNS TABLE (tenant_id text, share bigint, cost bigint, deficit bigint, turn bigint,
                 since timestamptz, created_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  SELECT s.tenant_id, q.share, head.cost, s.deficit, s.turn, greatest(head.queued_at, s.served_at),
         head.created_at
  FROM training_share s
  CROSS JOIN LATERAL (SELECT greatest(1, (s.weight * quantum)::bigint) AS share) q
  CROSS JOIN LATERAL (
    (SELECT coalesce(j.slice_tokens, q.share) AS cost, j.queued_at, j.created_at
     FROM training_job j
     WHERE j.tenant_id = s.tenant_id AND j.status = 'QUEUED' AND s.tenant_id IS DISTINCT FROM asking
     ORDER BY j.created_at, j.id LIMIT 1)
    UNION ALL
    SELECT coalesce(asking_cost, q.share), s.served_at, s.served_at WHERE s.tenant_id = asking
  ) head
  WHERE s.tenant_id = asking OR s.max_running_jobs IS NULL OR s.max_running_jobs > (
    SELECT count(*) FROM training_job r
    WHERE r.tenant_id = s.tenant_id AND r.status IN ('RUNNING', 'PAUSING'))
$$;

-- Whose turn it is; null if nobody wants to train. If nobody can pay, new rounds begin, which also
-- give to tenants that run without waiting, up to a round and a slice: more they could not use.
CREATE FUNCTION next_training_tenant(quantum bigint, max_wait_seconds integer, asking text,
                                     asking_cost bigint) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  winner text;
  rounds bigint;
BEGIN
  -- Ageing: whoever waits for too long goes first, on credit.
  SELECT tenant_id INTO winner FROM training_contenders(quantum, asking, asking_cost)
  WHERE tenant_id IS DISTINCT FROM asking
    AND since <= clock_timestamp() - make_interval(secs => max_wait_seconds)
  ORDER BY since LIMIT 1;
  IF FOUND THEN
    RETURN winner;
  END IF;

  SELECT ceil(min(greatest(0, cost - deficit) / share::numeric)) INTO rounds
  FROM training_contenders(quantum, asking, asking_cost);
  IF rounds > 0 THEN
    WITH wanting AS (SELECT tenant_id, share FROM training_contenders(quantum, asking, asking_cost))
    UPDATE training_share s SET deficit = deficit + rounds * w.share
    FROM wanting w WHERE w.tenant_id = s.tenant_id;
    UPDATE training_share s
    SET deficit = greatest(deficit, least(
          deficit + rounds * greatest(1, (weight * quantum)::bigint),
          greatest(1, (weight * quantum)::bigint) + running.slice))
    FROM (SELECT tenant_id, max(coalesce(slice_tokens, 0)) AS slice FROM training_job
          WHERE status = 'RUNNING' GROUP BY tenant_id) running
    WHERE running.tenant_id = s.tenant_id AND s.tenant_id NOT IN (
      SELECT c.tenant_id FROM training_contenders(quantum, asking, asking_cost) c);
  END IF;

  -- A turn lasts while it can be paid for, then those go first whose last turn is longest ago.
  SELECT tenant_id INTO winner FROM training_contenders(quantum, asking, asking_cost)
  WHERE deficit >= cost
  ORDER BY (tenant_id IS NOT DISTINCT FROM asking AND rounds = 0) DESC, turn, created_at, tenant_id
  LIMIT 1;
  RETURN winner;
END $$;

DROP FUNCTION claim_training_job(text, integer, integer);

-- Gives a waiting job to a worker, if there is one. Claims come one after the other, as who is next
-- depends on what the last one was given; jobs that their tenants are changing are passed over.
CREATE FUNCTION claim_training_job(worker text, lease_seconds integer, max_attempts integer,
                                   quantum bigint, max_wait_seconds integer)
  RETURNS TABLE (job_id text, tenant_id text, fencing_token bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  winner text;
  claimed training_job;
BEGIN
  PERFORM take_back_lost_training_jobs(max_attempts);
  IF NOT EXISTS (SELECT FROM training_job WHERE status = 'QUEUED') THEN
    RETURN;
  END IF;
  SET LOCAL lock_timeout = '5s';
  PERFORM pg_advisory_xact_lock(hashtext('milora.training_share'));
  winner := next_training_tenant(quantum, max_wait_seconds, NULL, NULL);
  UPDATE training_job j
  SET status = 'RUNNING', worker_id = worker, fencing_token = j.fencing_token + 1,
      attempts = j.attempts + 1, started_at = coalesce(j.started_at, clock_timestamp()),
      lease_until = clock_timestamp() + make_interval(secs => lease_seconds), hold = NULL,
      reserved_tokens = coalesce(slice_tokens, (
        SELECT greatest(1, (weight * quantum)::bigint) FROM training_share s WHERE s.tenant_id = winner))
  WHERE j.id = (
    SELECT id FROM training_job
    WHERE tenant_id = winner AND status = 'QUEUED'
    ORDER BY created_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED)
  RETURNING * INTO claimed;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE training_share
  SET deficit = deficit - claimed.reserved_tokens, served_at = clock_timestamp(),
      turn = (SELECT max(turn) + 1 FROM training_share)
  WHERE tenant_id = winner;
  RETURN QUERY SELECT claimed.id, claimed.tenant_id, claimed.fencing_token;
END $$;

-- At a checkpoint: books what was trained, and the next slice; false if it is another tenant's turn.
-- The caller holds the job's row.
CREATE FUNCTION continue_training_job(job text, token bigint, trained bigint, slice bigint,
                                      quantum bigint, max_wait_seconds integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  current training_job;
  next_cost bigint;
BEGIN
  SET LOCAL lock_timeout = '5s';
  PERFORM pg_advisory_xact_lock(hashtext('milora.training_share'));
  SELECT * INTO current FROM training_job
  WHERE id = job AND fencing_token = token AND status IN ('RUNNING', 'PAUSING') FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE training_share
  SET deficit = deficit + current.reserved_tokens + current.charged_tokens - trained
  WHERE tenant_id = current.tenant_id;
  SELECT coalesce(slice, current.slice_tokens, greatest(1, (weight * quantum)::bigint)) INTO next_cost
  FROM training_share WHERE tenant_id = current.tenant_id;
  UPDATE training_job
  SET charged_tokens = trained, trained_tokens = trained, reserved_tokens = 0,
      slice_tokens = coalesce(slice, slice_tokens)
  WHERE id = job;
  IF next_training_tenant(quantum, max_wait_seconds, current.tenant_id, next_cost)
     IS DISTINCT FROM current.tenant_id THEN
    RETURN false;
  END IF;
  UPDATE training_share SET deficit = deficit - next_cost, served_at = clock_timestamp()
  WHERE tenant_id = current.tenant_id;
  UPDATE training_job SET reserved_tokens = next_cost WHERE id = job;
  RETURN true;
END $$;

-- Where the caller's own waiting jobs stand and why. A place counts the jobs of all tenants that are
-- to start before it if nothing else comes, in turns by weight; nothing else of others is told.
CREATE FUNCTION training_queue() RETURNS TABLE (job_id text, place integer, reason text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
  WITH own AS (
    SELECT s.weight, s.turn, s.max_running_jobs <= (
             SELECT count(*) FROM training_job r
             WHERE r.tenant_id = s.tenant_id AND r.status IN ('RUNNING', 'PAUSING')) AS limited
    FROM training_share s WHERE s.tenant_id = current_setting('milora.tenant', true)
  ), others AS (
    SELECT s.weight, s.turn, count(*) AS jobs
    FROM training_share s JOIN training_job j ON j.tenant_id = s.tenant_id AND j.status = 'QUEUED'
    WHERE s.tenant_id <> current_setting('milora.tenant', true)
    GROUP BY s.tenant_id
  ), waiting AS (
    SELECT id, status, hold,
           row_number() OVER (PARTITION BY status ORDER BY created_at, id) AS nth
    FROM training_job
    WHERE tenant_id = current_setting('milora.tenant', true) AND status IN ('QUEUED', 'PAUSED')
  )
  SELECT w.id,
         CASE WHEN w.status = 'QUEUED' THEN w.nth::integer + coalesce((
           SELECT sum(least(t.jobs, ceil(w.nth * t.weight / own.weight)
                      - CASE WHEN t.turn > own.turn THEN 1 ELSE 0 END))
           FROM others t), 0)::integer END,
         CASE WHEN w.status = 'PAUSED' AND w.hold = 'STORAGE_FULL' THEN 'STORAGE_FULL'
              WHEN w.status = 'PAUSED' THEN 'PAUSED'
              WHEN own.limited THEN 'TENANT_LIMIT'
              WHEN w.hold = 'YIELDED' THEN 'YIELDED_TO_OTHER_TENANTS'
              ELSE 'WAITING_FOR_WORKER' END
  FROM waiting w CROSS JOIN own
$$;

-- Equal bytes are kept once for all tenants, so only this can tell whether they may be deleted.
CREATE FUNCTION content_in_use(content sha256) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT EXISTS (SELECT FROM checkpoint WHERE content_hash = content) $$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION new_training_share() OWNER TO milora_definer;
ALTER FUNCTION settle_training_job() OWNER TO milora_definer;
ALTER FUNCTION take_back_lost_training_jobs(integer) OWNER TO milora_definer;
ALTER FUNCTION training_contenders(bigint, text, bigint) OWNER TO milora_definer;
ALTER FUNCTION next_training_tenant(bigint, integer, text, bigint) OWNER TO milora_definer;
ALTER FUNCTION claim_training_job(text, integer, integer, bigint, integer) OWNER TO milora_definer;
ALTER FUNCTION continue_training_job(text, bigint, bigint, bigint, bigint, integer)
  OWNER TO milora_definer;
ALTER FUNCTION training_queue() OWNER TO milora_definer;
ALTER FUNCTION content_in_use(sha256) OWNER TO milora_definer;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;

SET ROLE milora_definer;
REVOKE EXECUTE ON FUNCTION new_training_share(), settle_training_job(),
  take_back_lost_training_jobs(integer), training_contenders(bigint, text, bigint),
  next_training_tenant(bigint, integer, text, bigint),
  claim_training_job(text, integer, integer, bigint, integer),
  continue_training_job(text, bigint, bigint, bigint, bigint, integer), training_queue(),
  content_in_use(sha256) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_training_job(text, integer, integer, bigint, integer),
  continue_training_job(text, bigint, bigint, bigint, bigint, integer), content_in_use(sha256)
  TO milora_trainer;
GRANT EXECUTE ON FUNCTION training_queue() TO milora_manager;
SET ROLE milora_owner;
