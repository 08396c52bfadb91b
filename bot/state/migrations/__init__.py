"""Changes to the layout of the database, which Alembic makes when the database is opened."""
