"""From documents to passages: readers, cleaning, outline and chunking."""
