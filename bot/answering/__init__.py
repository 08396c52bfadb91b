"""Reply to messages: with answers from one snapshot of the index, or with asides.

Entry points: `bot.answering.assistant.Assistant`, `bot.answering.reply.reply`, `bot.answering.live.Live`,
`bot.answering.inbox.Inbox`.
"""
