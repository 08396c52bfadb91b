"""Draw the pages that passages stand on, as pictures.

Public parts: `drawing` (draw in a process of its own), `request` (what is drawn) and `fonts` (find those that are
needed). `pdf_page`, `text_page` and `chart_page` draw within that process, whose program is `draw`.
"""
