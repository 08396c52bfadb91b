"""What the assistant can do, measured."""
