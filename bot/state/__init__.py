"""The state in the database: people, groups, conversations, questions, feedback, and the audit log.

Entry points: `bot.state.database.open_database`, and the functions in the module of each subject.
"""
