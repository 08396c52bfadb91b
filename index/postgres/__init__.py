"""Index versions in PostgreSQL with pgvector, for several programs that share them.

Entry point: `index.postgres.store.PostgresStore`. Nothing else imports this package unless the settings name it, since
it loads the driver.
"""
