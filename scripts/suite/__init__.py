"""Question suites, run against an index."""
