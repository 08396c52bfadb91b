"""From documents to passages: readers, cleaning, outline and chunking.

Its face: `knowledge.documents.load_document`, `knowledge.types.Document`, `knowledge.errors.UserError`.
"""
