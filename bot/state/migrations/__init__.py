"""Changes to the layout of the database, run by Alembic when it is opened."""
