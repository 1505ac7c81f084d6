-- A share of an alias's requests goes to another version, to see how that does.

ALTER TABLE alias
  ADD COLUMN canary_version_id text,
  -- of its requests
  ADD COLUMN canary_percent    integer CHECK (canary_percent BETWEEN 1 AND 99),
  ADD FOREIGN KEY (tenant_id, canary_version_id) REFERENCES adapter_version (tenant_id, id),
  ADD CHECK ((canary_version_id IS NULL) = (canary_percent IS NULL)),
  ADD CHECK (canary_version_id <> adapter_version_id);

ALTER TABLE alias_change
  -- of the requests that go to to_model since
  ADD COLUMN percent integer CHECK (percent BETWEEN 1 AND 99),
  DROP CONSTRAINT alias_change_kind_check,
  ADD CONSTRAINT alias_change_kind_check
    CHECK (kind IN ('MOVED', 'OVERRIDDEN', 'ROLLED_BACK', 'DELETED', 'CANARY_SET', 'CANARY_ENDED')),
  DROP CONSTRAINT alias_change_check1,
  ADD CONSTRAINT alias_change_reason_check
    CHECK (CASE kind WHEN 'OVERRIDDEN' THEN reason IS NOT NULL WHEN 'CANARY_SET' THEN true ELSE reason IS NULL END),
  ADD CONSTRAINT alias_change_percent_check1 CHECK ((kind = 'CANARY_SET') = (percent IS NOT NULL));
