"""Scripted questions: suites of questions and what each answer must show, run against an index.

Its face: `bot.suites.reading.read_suites`, `bot.suites.running.Runner`, `bot.suites.report.conclude`.
"""
