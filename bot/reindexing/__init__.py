"""Re-indexing: work out what changes, build an index version, ask it the suites, and make it live.

Entry points: `bot.reindexing.engine.propose`, `bot.reindexing.engine.carry_out`,
`bot.reindexing.catalogue.read_catalogue`.
"""
