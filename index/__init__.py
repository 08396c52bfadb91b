"""Turn passages into a searchable, versioned index.

Entry points: `index.build.build`, `index.search.SearchIndex`, `index.versions.load_current` and
`index.publishing.publish`.
"""
