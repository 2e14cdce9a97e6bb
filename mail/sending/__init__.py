"""Sending: claims outbox rows and hands their bytes to a relay."""
