"""Makes the files that the bundled encoder ships with."""
