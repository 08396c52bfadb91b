"""Turn documents into passages: readers, cleaning, outline and chunking.

Entry points: `knowledge.documents.load_document`, `knowledge.types.Document`, `knowledge.errors.UserError`.
"""
