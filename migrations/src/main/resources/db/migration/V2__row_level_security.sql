-- The second lock beside Hibernate's discriminator. A transaction names its tenant with
-- set_config('milora.tenant', …, true); without it the setting is null or empty, which equals no
-- tenant's id: no rows, never all rows. FORCE binds the owner too.

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenant USING (id = current_setting('milora.tenant', true));

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['api_key', 'file', 'dataset_version', 'training_job', 'job_event',
                                      'checkpoint', 'adapter', 'adapter_version', 'alias'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = current_setting(''milora.tenant'', true))',
                   tenant_table);
  END LOOP;
END $$;
