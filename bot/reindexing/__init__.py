"""From documents to a live index version: what changes, the build, the suites it must pass, the switch.

Its face: `bot.reindexing.engine.propose`, `bot.reindexing.engine.carry_out`,
`bot.reindexing.catalogue.read_catalogue`.
"""
