"""The domain: panels, rules, services, store, outbox and audit."""
