"""What people asked in a week and how well it was answered, in one picture and five lines.

Public parts: `report` (the figures), `gathering` (from the state and the index to these), `wording` (the lines),
`picture` (the picture) and `weeks` (which days a report is about).
"""
