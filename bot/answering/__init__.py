"""From a message to what is said to it: answers from one snapshot of the index, and asides."""
