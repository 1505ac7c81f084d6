-- Pieces of a window that are not added up are few and short, which the planner does not see: without OFFSET 0 it reads
-- all hours there are.
CREATE OR REPLACE FUNCTION latency_days(since timestamptz, until timestamptz, kinds text, of_tenant text,
                                        of_adapters text, by_adapter boolean)
  RETURNS TABLE (start timestamptz, kind text, tenant_id text, adapter_hash text, count bigint, histogram bytea)
  LANGUAGE sql STABLE
AS $$
  SELECT d.start, d.kind, d.tenant_id, d.adapter_hash, d.count, d.histogram
  FROM served_day s JOIN latency_day d ON d.tenant_id = s.tenant_id AND d.start = s.start
  WHERE s.start >= since AND s.start + interval '24 hours' <= until
    AND (of_tenant IS NULL OR s.tenant_id = of_tenant)
    AND d.kind = ANY (string_to_array(kinds, ','))
    AND (of_adapters IS NULL OR d.adapter_hash = ANY ((SELECT named_adapters(of_adapters))::text[]))
    AND CASE WHEN by_adapter THEN d.adapter_hash <> '*' ELSE NOT d.in_total END
  UNION ALL
  SELECT h.*
  FROM unadded(since, until, of_tenant) u
    CROSS JOIN unnest(string_to_array(kinds, ',')) k (kind)
    CROSS JOIN LATERAL (
      SELECT h.start, h.kind, h.tenant_id, h.adapter_hash, h.count, h.histogram
      FROM latency_hour h
      WHERE h.tenant_id = u.tenant_id AND h.kind = k.kind AND h.start >= u.first AND h.start < u.last
        AND (of_adapters IS NULL OR h.adapter_hash = ANY ((SELECT named_adapters(of_adapters))::text[]))
        AND CASE WHEN by_adapter THEN h.adapter_hash <> '*' ELSE NOT h.in_total END
      OFFSET 0) h
$$;

CREATE OR REPLACE FUNCTION usage_days(since timestamptz, until timestamptz, of_tenant text, of_adapters text)
  RETURNS SETOF usage_minute
  LANGUAGE sql STABLE
AS $$
  SELECT d.start, d.tenant_id, '', d.key_id, d.model, d.adapter_hash, d.requests, d.errors, d.prompt_tokens,
         d.completion_tokens, d.cached_tokens
  FROM served_day s JOIN usage_day d ON d.tenant_id = s.tenant_id AND d.start = s.start
  WHERE s.start >= since AND s.start + interval '24 hours' <= until
    AND (of_tenant IS NULL OR s.tenant_id = of_tenant)
    AND (of_adapters IS NULL OR d.adapter_hash = ANY ((SELECT named_adapters(of_adapters))::text[]))
  UNION ALL
  SELECT h.*
  FROM unadded(since, until, of_tenant) u
    CROSS JOIN LATERAL (
      SELECT * FROM usage_hour h
      WHERE h.tenant_id = u.tenant_id AND h.start >= u.first AND h.start < u.last
        AND (of_adapters IS NULL OR h.adapter_hash = ANY ((SELECT named_adapters(of_adapters))::text[]))
      OFFSET 0) h
$$;

-- The adapters with most latencies: no histogram is read for that.
CREATE FUNCTION busiest_adapters(since timestamptz, until timestamptz, kinds text, of_tenant text, most integer)
  RETURNS TABLE (adapter_hash text)
  LANGUAGE sql STABLE
AS $$
  SELECT adapter_hash FROM latency_days(since, until, kinds, of_tenant, NULL, true)
  GROUP BY adapter_hash ORDER BY sum(count) DESC, adapter_hash LIMIT most
$$;

GRANT CREATE ON SCHEMA milora TO milora_definer;
SET ROLE milora_definer;
CREATE FUNCTION busiest_adapters_of_all(since timestamptz, until timestamptz, kinds text, of_tenant text,
                                        most integer)
  RETURNS TABLE (adapter_hash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = milora, pg_temp
AS $$ SELECT * FROM busiest_adapters(since, until, kinds, of_tenant, most) $$;
REVOKE EXECUTE ON FUNCTION busiest_adapters_of_all(timestamptz, timestamptz, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION busiest_adapters_of_all(timestamptz, timestamptz, text, text, integer) TO milora_manager;
SET ROLE milora_owner;
REVOKE CREATE ON SCHEMA milora FROM milora_definer;
