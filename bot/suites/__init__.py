"""Scripted questions: suites of questions and what each answer must show, run against an index."""
