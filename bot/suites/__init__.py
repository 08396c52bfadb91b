"""Suites: scripted questions, with what each answer must show, that are run against an index.

Entry points: `bot.suites.loading.read_suites`, `bot.suites.running.Runner`, `bot.suites.report.conclude`.
"""
