"""Measure the assistant's quality, times and memory."""
