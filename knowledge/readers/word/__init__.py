"""Read Word documents: `reading` reads one; `prepare` writes out in it what pandoc does not know."""
