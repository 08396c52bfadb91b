"""The files that all programs with the same settings share: uploaded documents, and what admins curate.

Entry points: `bot.blobs.chosen.document_files` and `bot.blobs.chosen.curated_files`; `bot.blobs.seam` says what can be
done with them.
"""
