"""Read HTML pages and Markdown: `html` and `markdown` read one; the others tell content from what is around it."""
