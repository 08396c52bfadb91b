"""From a message to what is said to it: answers from one snapshot of the index, and asides.

Its face: `bot.answering.assistant.Assistant`, `bot.answering.reply.reply`, `bot.answering.live.Live`,
`bot.answering.inbox.Inbox`.
"""
