-- A job that has succeeded leaves a file of its metrics by step. Workers write such files and no other ones.
ALTER TABLE training_job ADD COLUMN result_file text;
GRANT UPDATE (result_file) ON training_job TO milora_trainer;

GRANT INSERT, SELECT (id, tenant_id, created_at) ON file TO milora_trainer;
CREATE POLICY results_only ON file AS RESTRICTIVE FOR INSERT TO milora_trainer WITH CHECK (purpose = 'FINE_TUNE_RESULTS');

-- Such a file has no rows to preview.
GRANT SELECT (purpose) ON file TO milora_inference;
