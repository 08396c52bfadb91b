"""Backups of the data directory, each one file.

Entry points: `bot.backup.creating.create_backup` and `bot.backup.restoring.restore_backup`. `bot.backup.archive` says
what is in such a file.
"""
