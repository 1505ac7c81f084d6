-- Checkpoints that can be named as models. Both are null for those that were kept before.
ALTER TABLE checkpoint
  -- ft:{base}:{tenant}:{suffix}:{job}:ckpt-step-{step}, what requests name
  ADD COLUMN model_name   text,
  -- the adapter's archive; its bytes name the checkpoint, so that no other row keeps the same
  ADD COLUMN adapter_hash sha256,
  ADD CHECK ((model_name IS NULL) = (adapter_hash IS NULL));
CREATE INDEX checkpoint_model ON checkpoint (tenant_id, model_name);

-- Serving resolves names, and needs to know of which base the job is.
GRANT SELECT ON checkpoint TO milora_inference;
GRANT SELECT (id, tenant_id, base_model) ON training_job TO milora_inference;
