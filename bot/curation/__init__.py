"""What admins teach: questions attached to passages, or known to have no answer, and test cases.

Its face: `bot.curation.service.attach_questions` and its like, `bot.curation.reading.with_curated`.
"""
