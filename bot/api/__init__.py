"""Answer programs: over HTTP, and by the Model Context Protocol (MCP). Nothing here knows Telegram.

Used by the command lines: `bot.api.app.make_app`, `bot.api.serving.serve`, `bot.api.tools.make_tools`,
`bot.api.tools.serve_one`. Beside the bot: `bot.api.watching.watching_routes`.
"""
