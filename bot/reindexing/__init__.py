"""From documents to a live index version: what changes, the build, the suites it must pass, the switch."""
