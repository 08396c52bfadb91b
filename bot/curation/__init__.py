"""Curation by admins: sample questions for passages, unanswered questions, and test cases.

Entry points: the functions of `bot.curation.service`, such as `bot.curation.service.attach_questions`, and
`bot.curation.questions.with_curated`.
"""
