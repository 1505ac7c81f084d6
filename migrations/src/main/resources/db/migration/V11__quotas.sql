-- What tenants and their keys may use. A request books what it may need at most before anything is
-- queued, in one transaction over all of its scopes, and settles what it needed when it has ended.

-- A scope: a whole tenant (no key) or one of its keys. Null is no limit. Requests and tokens a
-- minute are token buckets: how full one was at used_at; it drains at a sixtieth of its limit a
-- second. Rows are updated with each request, hence the room on their pages.
CREATE TABLE quota (
  tenant_id                 text             NOT NULL REFERENCES tenant,
  key_id                    text,
  requests_per_minute       bigint           CHECK (requests_per_minute > 0),
  tokens_per_minute         bigint           CHECK (tokens_per_minute > 0),
  concurrent_requests       bigint           CHECK (concurrent_requests > 0),
  -- of a tenant only, as its files and jobs are the tenant's
  training_tokens_per_month bigint           CHECK (training_tokens_per_month > 0),
  storage_bytes             bigint           CHECK (storage_bytes > 0),
  requests_used             double precision NOT NULL DEFAULT 0 CHECK (requests_used >= 0),
  tokens_used               double precision NOT NULL DEFAULT 0 CHECK (tokens_used >= 0),
  used_at                   timestamptz      NOT NULL DEFAULT now(),
  running                   bigint           NOT NULL DEFAULT 0 CHECK (running >= 0),
  UNIQUE NULLS NOT DISTINCT (tenant_id, key_id),
  FOREIGN KEY (tenant_id, key_id) REFERENCES api_key (tenant_id, id) ON DELETE CASCADE,
  CHECK (key_id IS NULL OR (training_tokens_per_month IS NULL AND storage_bytes IS NULL))
) WITH (fillfactor = 50);

-- Requests that are under way. Workers renew the leases of theirs; what a dead one held is given back.
CREATE TABLE quota_reservation (
  id          bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  tenant_id   text        NOT NULL REFERENCES tenant,
  -- on what it was booked: limits that came later do not count it
  on_tenant   boolean     NOT NULL,
  key_id      text,
  tokens      bigint      NOT NULL CHECK (tokens >= 0),
  lease_until timestamptz NOT NULL
);

-- What a job will train at most, as far as can be said before it; counts until it has ended.
ALTER TABLE training_job
  ADD COLUMN estimated_tokens bigint NOT NULL DEFAULT 0 CHECK (estimated_tokens >= 0);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['quota', 'quota_reservation'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''milora.tenant'', true))',
                   tenant_table);
    EXECUTE format('CREATE POLICY definer ON %I TO milora_definer USING (true)', tenant_table);
  END LOOP;
END $$;

GRANT SELECT, INSERT,
      UPDATE (requests_per_minute, tokens_per_minute, concurrent_requests, training_tokens_per_month,
              storage_bytes)
  ON quota TO milora_manager;
GRANT SELECT, UPDATE ON quota TO milora_definer;
GRANT SELECT, INSERT, UPDATE, DELETE ON quota_reservation TO milora_definer;

-- How full a bucket is now. A time in the future does not drain it.
CREATE FUNCTION quota_level(used double precision, used_at timestamptz, per_minute bigint,
                            at timestamptz) RETURNS double precision
  LANGUAGE sql IMMUTABLE
AS $$
  SELECT greatest(0, used - greatest(0, extract(epoch FROM at - used_at)) * coalesce(per_minute, 0) / 60)
$$;

-- Gives back what workers held that are silent for too long. Their tokens stay booked, as nobody
-- knows how many they used. Tenants in order, so that two callers cannot wait for each other.
CREATE FUNCTION release_lost_reservations() RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
DECLARE
  lost quota_reservation;
  released integer := 0;
BEGIN
  FOR lost IN
    SELECT * FROM quota_reservation WHERE lease_until <= clock_timestamp()
    ORDER BY tenant_id, id FOR UPDATE SKIP LOCKED
  LOOP
    DELETE FROM quota_reservation WHERE id = lost.id;
    PERFORM FROM quota WHERE tenant_id = lost.tenant_id AND (key_id IS NULL OR key_id = lost.key_id)
      ORDER BY key_id NULLS FIRST FOR UPDATE;
    UPDATE quota SET running = running - 1
    WHERE tenant_id = lost.tenant_id AND (key_id = lost.key_id OR (key_id IS NULL AND lost.on_tenant));
    released := released + 1;
  END LOOP;
  RETURN released;
END $$;

-- Books a request and its tokens on its tenant and its key, if all of them allow it. Gives a row
-- for each scope that has limits: as it is after booking, or as it is if nothing was booked, and
-- then the reservation is null. No rows: there are no limits.
-- The commit does not wait for the disk: a crash of the database loses bookings of its last
-- moments, which are worth less than the time.
CREATE FUNCTION reserve_quota(tenant text, key text, estimate bigint, lease_seconds integer)
  RETURNS TABLE (reservation bigint, scope_key text, requests_per_minute bigint,
                 requests_used double precision, tokens_per_minute bigint,
                 tokens_used double precision, concurrent_requests bigint, running bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  fits boolean;
  booked bigint;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM FROM quota q WHERE q.tenant_id = tenant AND (q.key_id IS NULL OR q.key_id = key)
    ORDER BY q.key_id NULLS FIRST FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  moment := clock_timestamp();
  SELECT bool_and(
    coalesce(quota_level(q.requests_used, q.used_at, q.requests_per_minute, moment) + 1
             <= q.requests_per_minute + 1e-6, true)
    AND coalesce(quota_level(q.tokens_used, q.used_at, q.tokens_per_minute, moment) + estimate
                 <= q.tokens_per_minute + 1e-6, true)
    AND coalesce(q.running < q.concurrent_requests, true)) INTO fits
  FROM quota q WHERE q.tenant_id = tenant AND (q.key_id IS NULL OR q.key_id = key);
  IF fits THEN
    UPDATE quota q
    SET requests_used = CASE WHEN q.requests_per_minute IS NULL THEN 0
          ELSE quota_level(q.requests_used, q.used_at, q.requests_per_minute, moment) + 1 END,
        tokens_used = CASE WHEN q.tokens_per_minute IS NULL THEN 0
          ELSE quota_level(q.tokens_used, q.used_at, q.tokens_per_minute, moment) + estimate END,
        used_at = greatest(q.used_at, moment), running = q.running + 1
    WHERE q.tenant_id = tenant AND (q.key_id IS NULL OR q.key_id = key);
    INSERT INTO quota_reservation (tenant_id, on_tenant, key_id, tokens, lease_until)
    SELECT tenant, bool_or(q.key_id IS NULL), max(q.key_id), estimate,
           moment + make_interval(secs => lease_seconds)
    FROM quota q WHERE q.tenant_id = tenant AND (q.key_id IS NULL OR q.key_id = key)
    RETURNING id INTO booked;
  END IF;
  RETURN QUERY
  SELECT booked, q.key_id, q.requests_per_minute,
         quota_level(q.requests_used, q.used_at, q.requests_per_minute, moment), q.tokens_per_minute,
         quota_level(q.tokens_used, q.used_at, q.tokens_per_minute, moment), q.concurrent_requests,
         q.running
  FROM quota q WHERE q.tenant_id = tenant AND (q.key_id IS NULL OR q.key_id = key)
  ORDER BY q.key_id NULLS FIRST;
END $$;

-- Ends a reservation: tokens that were booked and not used are given back. Does nothing the second
-- time, or if the lease was lost.
CREATE FUNCTION settle_quota(reservation bigint, used bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
DECLARE
  ended quota_reservation;
  moment timestamptz;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  DELETE FROM quota_reservation WHERE id = reservation RETURNING * INTO ended;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM FROM quota WHERE tenant_id = ended.tenant_id AND (key_id IS NULL OR key_id = ended.key_id)
    ORDER BY key_id NULLS FIRST FOR UPDATE;
  moment := clock_timestamp();
  UPDATE quota q
  SET requests_used = quota_level(q.requests_used, q.used_at, q.requests_per_minute, moment),
      tokens_used = greatest(0, quota_level(q.tokens_used, q.used_at, q.tokens_per_minute, moment)
                                - (ended.tokens - settle_quota.used)),
      used_at = greatest(q.used_at, moment), running = q.running - 1
  WHERE q.tenant_id = ended.tenant_id AND (q.key_id = ended.key_id OR (q.key_id IS NULL AND ended.on_tenant));
END $$;

-- A worker's sign of life for what it has under way.
CREATE FUNCTION renew_reservations(reservations bigint[], lease_seconds integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$
DECLARE
  renewed integer;
BEGIN
  UPDATE quota_reservation SET lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
  WHERE id = ANY (reservations);
  GET DIAGNOSTICS renewed = ROW_COUNT;
  RETURN renewed;
END $$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
ALTER FUNCTION release_lost_reservations() OWNER TO milora_definer;
ALTER FUNCTION reserve_quota(text, text, bigint, integer) OWNER TO milora_definer;
ALTER FUNCTION settle_quota(bigint, bigint) OWNER TO milora_definer;
ALTER FUNCTION renew_reservations(bigint[], integer) OWNER TO milora_definer;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;

SET ROLE milora_definer;
REVOKE EXECUTE ON FUNCTION release_lost_reservations(), reserve_quota(text, text, bigint, integer),
  settle_quota(bigint, bigint), renew_reservations(bigint[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION release_lost_reservations(), reserve_quota(text, text, bigint, integer),
  settle_quota(bigint, bigint), renew_reservations(bigint[], integer) TO milora_inference;
SET ROLE milora_owner;
