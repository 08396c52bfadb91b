"""The commands of `springboard`, one a module; see `scripts.app`."""
