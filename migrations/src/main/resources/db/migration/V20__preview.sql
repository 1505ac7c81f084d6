-- Inference workers show rows as tokens: they may know where a file's rows are, and nothing else of it.
GRANT SELECT (id, tenant_id, content_hash, rows_hash) ON file TO milora_inference;
