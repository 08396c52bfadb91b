"""Index versions in PostgreSQL."""
