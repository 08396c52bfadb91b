"""Pictures of the pages that passages stand on.

Public parts: `pictures` (draw them once, and keep them a while) and `contents` (what is drawn for a passage).
"""
