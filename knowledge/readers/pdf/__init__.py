"""Read PDF files: `reading` reads one; the others turn characters on a page into lines, columns, notes and tables."""
