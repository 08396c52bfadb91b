"""Read rich text, OpenDocument texts, e-books (`reading`), `slides` and `sheets`."""
