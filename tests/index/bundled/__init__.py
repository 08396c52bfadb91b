"""Tests of the bundled encoder."""
