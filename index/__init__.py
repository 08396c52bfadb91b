"""From passages to a searchable, versioned index."""
