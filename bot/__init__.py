"""The assistant and what serves it."""
