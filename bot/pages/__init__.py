"""Pictures of the pages that passages stand on, and of comparisons.

Public parts: `pictures` (draw them once, and keep them a while), `contents` (what is drawn for a passage) and
`comparison` (what is drawn of two sides).
"""
