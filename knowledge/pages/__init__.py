"""Draw the pages that passages stand on, as pictures, and have a PDF open at one.

Public parts: `drawing` (draw in a process of its own), `request` (what is drawn), `fonts` (find those that are
needed) and `opening` (at a page). `pdf_page`, `text_page`, `chart_page` and `sides_page` draw within that process,
whose program is `draw`; `open_at` is that of `opening`.
"""
