"""The commands of `springboard`, one in each module; see `scripts.app`."""
