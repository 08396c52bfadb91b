"""Readers of suites in the formats of other tools, and of YAML with line numbers."""
