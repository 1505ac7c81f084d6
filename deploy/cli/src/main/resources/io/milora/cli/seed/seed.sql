-- Makes a system that looks as if it had been used for a month: tenants, files, jobs with their
-- events, adapters, and what was served. How much of it says the temporary table seed_size; the
-- histograms come from seed_histogram, 40 variants of each kind for minutes and for hours. Jobs that
-- wait are paused, as no worker could train on files without content.

SELECT setseed(0.5);

CREATE TEMP TABLE seed_tenant ON COMMIT DROP AS
SELECT n, 'org-Seed' || lpad(n::text, 20, '0') AS id, 'seed-' || lpad(n::text, 3, '0') AS name
FROM seed_size, generate_series(1, tenants) AS n;

-- Not to be made known to the identity provider: nobody signs in to these.
INSERT INTO tenant (id, name, created_at, organization_id)
SELECT id, name, now() - make_interval(days => days), 'seed ' || id FROM seed_tenant, seed_size;

INSERT INTO quota (tenant_id, requests_per_minute, tokens_per_minute, training_tokens_per_month, storage_bytes)
SELECT id, 600, 200000, 400000000, 4000000000 * (1 + n % 7) FROM seed_tenant;

INSERT INTO file (id, tenant_id, filename, purpose, bytes, content_hash, created_at)
SELECT 'file-Seed' || lpad(f::text, 19, '0'), 'org-Seed' || lpad((1 + f % tenants)::text, 20, '0'),
       'examples-' || f || '.jsonl', 'FINE_TUNE', 20000 + f * 1000,
       encode(sha256(('seed file ' || f)::bytea), 'hex'),
       now() - make_interval(days => days) * random()
FROM seed_size, generate_series(1, greatest(tenants, jobs / 20)) AS f;

CREATE TEMP TABLE seed_job ON COMMIT DROP AS
SELECT j AS n, 1 + j % tenants AS tenant, 'ftjob-Seed' || lpad(j::text, 20, '0') AS id,
       now() - make_interval(days => days) * (1 - j::double precision / jobs) - interval '1 hour' AS created_at,
       CASE WHEN j > jobs - 20 THEN 'PAUSED' WHEN j % 19 = 0 THEN 'FAILED' WHEN j % 47 = 1 THEN 'CANCELLED'
            ELSE 'SUCCEEDED' END AS status
FROM seed_size, generate_series(1, jobs) AS j;

INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, seed, suffix, metadata,
  training_file, training_hash, status, trained_tokens, estimated_tokens, error_code, error_message,
  created_at, queued_at, started_at, finished_at)
SELECT j.id, t.id, s.base, CASE j.n % 3 WHEN 0 THEN 'lora' ELSE 'milora' END, s.hyperparameters, j.n, 'seed-' || j.n,
       '{"team": "support"}', f.id, f.content_hash, j.status, 90000 + j.n % 1000, 100000,
       CASE j.status WHEN 'FAILED' THEN 'out_of_memory' END,
       CASE j.status WHEN 'FAILED' THEN 'Row 17 needs more memory than the worker has.' END,
       j.created_at, j.created_at, j.created_at + interval '1 minute',
       CASE WHEN j.status <> 'PAUSED' THEN j.created_at + interval '20 minutes' END
FROM seed_size s
CROSS JOIN seed_job j
JOIN seed_tenant t ON t.n = j.tenant
CROSS JOIN LATERAL (SELECT id, content_hash FROM file WHERE tenant_id = t.id ORDER BY id LIMIT 1) f;

INSERT INTO job_event (id, tenant_id, job_id, level, type, message, data, created_at)
SELECT 'ftevent-Seed' || j.n || '-' || step, t.id, j.id, 'INFO', 'METRICS', 'Step ' || step * 10,
       jsonb_build_object('step', step * 10, 'total_steps', 200, 'train_loss', 0.4 + 2.4 * exp(-step / 6.0),
                          'learning_rate', 0.001, 'tokens_per_second', 96),
       j.created_at + make_interval(mins => step)
FROM seed_job j JOIN seed_tenant t ON t.n = j.tenant CROSS JOIN generate_series(1, 20) AS step
ORDER BY j.n, step;

CREATE TEMP TABLE seed_adapter ON COMMIT DROP AS
SELECT t.id AS tenant_id, t.n AS tenant, row_number() OVER (PARTITION BY t.n ORDER BY j.n) AS n, j.id AS job_id,
       'adapterver-Seed' || j.n AS id, encode(sha256(('seed adapter ' || j.n)::bytea), 'hex') AS hash,
       'ft:' || s.base || ':' || t.name || ':seed-' || j.n || ':' || lpad(j.n::text, 8, '0') AS model,
       j.created_at
FROM seed_size s
CROSS JOIN (SELECT * FROM seed_job WHERE status = 'SUCCEEDED' ORDER BY n DESC LIMIT (SELECT adapters FROM seed_size)) j
JOIN seed_tenant t ON t.n = j.tenant;

INSERT INTO adapter (id, tenant_id, base_model, name, created_at)
SELECT 'adapter-' || a.id, a.tenant_id, s.base, 'seed-' || a.id, a.created_at FROM seed_adapter a, seed_size s;
INSERT INTO adapter_version (id, tenant_id, adapter_id, model_name, base_model, content_hash, base_sha256,
  tokenizer_sha256, chat_template_sha256, method, job_id, evaluation, created_at)
SELECT a.id, a.tenant_id, 'adapter-' || a.id, a.model, s.base, a.hash, a.hash, a.hash, a.hash, 'milora', a.job_id, '{}',
       a.created_at
FROM seed_adapter a, seed_size s;
UPDATE training_job j SET adapter_version_id = a.id, fine_tuned_model = a.model FROM seed_adapter a WHERE j.id = a.job_id;

-- What was served: in each minute some adapters, a few of them most of the time; by day twice as
-- much as by night, and slower.
CREATE TEMP TABLE seed_served ON COMMIT DROP AS
SELECT DISTINCT minute AS start, a.tenant_id, a.hash, a.model, 'worker-Seed' || (1 + a.tenant % 2) AS worker_id,
       (1 + pick % 3)::text AS key, 2 + (random() * 6)::integer AS requests,
       least(39, greatest(0, (16 + 12 * sin(extract(epoch FROM minute) / 13750)
                              + 11 * (hashtext(a.tenant_id || minute) & 1023) / 1024.0)::integer)) AS variant
FROM seed_size s
CROSS JOIN generate_series(date_trunc('minute', now()) - make_interval(days => s.days),
                           date_trunc('minute', now()) - interval '1 minute', interval '1 minute') AS minute
CROSS JOIN generate_series(1, 4) AS pick
CROSS JOIN LATERAL (SELECT 1 + floor(s.tenants * random() ^ 2 + 0 * extract(epoch FROM minute))::integer AS tenant,
                           1 + floor(s.adapters / s.tenants * random() ^ 3 + 0 * pick)::integer AS n) AS chosen
JOIN seed_adapter a ON a.tenant = chosen.tenant AND a.n = chosen.n;
CREATE INDEX ON seed_served (start);

INSERT INTO usage_minute (start, tenant_id, worker_id, key_id, model, adapter_hash, requests, errors, prompt_tokens,
                          completion_tokens)
SELECT start, tenant_id, worker_id, 'key-' || key, model, hash, requests, requests / 8, requests * 180, requests * 60
FROM seed_served ON CONFLICT DO NOTHING;
-- Nothing of these tenants was added up to days yet: no row has to tell that its day changed.
ALTER TABLE usage_hour DISABLE TRIGGER USER;
ALTER TABLE latency_hour DISABLE TRIGGER USER;
INSERT INTO usage_hour (start, tenant_id, worker_id, key_id, model, adapter_hash, requests, errors, prompt_tokens,
                        completion_tokens)
SELECT date_trunc('hour', start), tenant_id, worker_id, 'key-' || key, model, hash, sum(requests), sum(requests / 8),
       sum(requests) * 180, sum(requests) * 60
FROM seed_served GROUP BY 1, 2, 3, 4, 5, 6;

-- The total of a worker's minute or hour is the sum of its adapters, which are all of one variant in it.
CREATE TEMP TABLE seed_latency ON COMMIT DROP AS
WITH served AS (
  SELECT 'MINUTE' AS span, start, tenant_id, worker_id, max(variant) AS variant, array_agg(DISTINCT hash) AS hashes
  FROM seed_served GROUP BY 2, 3, 4
  UNION ALL
  SELECT 'HOUR', date_trunc('hour', start), tenant_id, worker_id, avg(variant)::integer, array_agg(DISTINCT hash)
  FROM seed_served GROUP BY 2, 3, 4)
SELECT span, start, tenant_id, worker_id, hash, true AS in_total, variant, 1 AS adapters
FROM served CROSS JOIN unnest(hashes) AS hash
UNION ALL
SELECT span, start, tenant_id, worker_id, '*', false, variant, cardinality(hashes) FROM served;

INSERT INTO latency_minute (start, tenant_id, worker_id, adapter_hash, kind, count, histogram, in_total)
SELECT l.start, l.tenant_id, l.worker_id, l.hash, h.kind, h.count, h.histogram, l.in_total
FROM seed_latency l JOIN seed_histogram h USING (span, variant, adapters) WHERE span = 'MINUTE' ON CONFLICT DO NOTHING;
INSERT INTO latency_hour (start, tenant_id, worker_id, adapter_hash, kind, count, histogram, in_total)
SELECT l.start, l.tenant_id, l.worker_id, l.hash, h.kind, h.count, h.histogram, l.in_total
FROM seed_latency l JOIN seed_histogram h USING (span, variant, adapters) WHERE span = 'HOUR' ON CONFLICT DO NOTHING;
ALTER TABLE usage_hour ENABLE TRIGGER USER;
ALTER TABLE latency_hour ENABLE TRIGGER USER;

INSERT INTO slow_request (start, tenant_id, worker_id, request_id, at, key_id, model, adapter_hash, prompt_tokens,
                          completion_tokens, latencies)
SELECT start, tenant_id, worker_id, 'req-seed-' || row_number() OVER (), start + interval '30 seconds', 'key-' || key,
       model, hash, 180, 60,
       jsonb_build_object('TTFT', 250000 * (1 + variant), 'TPOT', 40000 + 1500 * variant, 'QUEUE', 20000 * variant,
                          'E2E', 2600000 + 340000 * variant)
FROM seed_served WHERE start > now() - interval '7 days' ON CONFLICT DO NOTHING;
