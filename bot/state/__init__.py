"""What is remembered between questions and restarts: people, groups, conversations, questions, feedback, the audit.

Its face: `bot.state.database.open_database`, and the functions of each subject's module.
"""
