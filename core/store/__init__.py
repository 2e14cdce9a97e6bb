"""The store: tables, sealing column types, and the engine (design B4)."""
