"""Suites in the layouts of other tools, and YAML with its lines."""
