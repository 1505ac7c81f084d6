-- Where nothing is trained, adapters are taken in for the base that an inference-worker serves. It adds a base that is
-- not known; what is known of one only training workers change.
GRANT INSERT ON base_model TO milora_inference;
