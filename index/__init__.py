"""From passages to a searchable, versioned index.

Its face: `index.build.build`, `index.search.SearchIndex`, `index.versions.load_current`, `index.publishing.publish`.
"""
