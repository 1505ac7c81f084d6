-- What each program may do; whatever is not granted here is refused.

GRANT USAGE ON SCHEMA milora TO milora_manager, milora_trainer, milora_inference, milora_definer;

-- Control plane.
GRANT SELECT, INSERT ON tenant TO milora_manager;
GRANT SELECT, INSERT, UPDATE ON api_key TO milora_manager;
GRANT SELECT ON base_model TO milora_manager;
GRANT SELECT, INSERT, DELETE ON file TO milora_manager;
GRANT SELECT, INSERT ON dataset_version TO milora_manager;
GRANT SELECT, INSERT, UPDATE ON training_job TO milora_manager;
GRANT SELECT, INSERT ON job_event TO milora_manager;
GRANT SELECT ON checkpoint, adapter TO milora_manager;
GRANT SELECT, DELETE ON adapter_version TO milora_manager;
GRANT SELECT, INSERT, UPDATE, DELETE ON alias TO milora_manager;
GRANT SELECT ON worker TO milora_manager;

-- Training: no keys, no new jobs, nothing of a job that a person decided.
GRANT SELECT ON tenant, training_job TO milora_trainer;
GRANT SELECT, INSERT, UPDATE ON base_model TO milora_trainer;
GRANT UPDATE (status, trained_tokens, error_code, error_message, error_param, adapter_version_id,
              fine_tuned_model, worker_id, lease_until, attempts, finished_at, estimated_finish)
  ON training_job TO milora_trainer;
GRANT SELECT, INSERT ON job_event, checkpoint, adapter, adapter_version TO milora_trainer;
GRANT SELECT, INSERT, UPDATE ON worker TO milora_trainer;

-- Data plane: reads what is published.
GRANT SELECT ON tenant, base_model, adapter, adapter_version, alias TO milora_inference;
GRANT SELECT, INSERT, UPDATE ON worker TO milora_inference;
