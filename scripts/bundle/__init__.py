"""Make the files that the bundled encoder and the reader ship with."""
