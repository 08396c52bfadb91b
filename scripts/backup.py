"""python -m scripts.backup: the same as `springboard backup`."""

from scripts.app import main

if __name__ == "__main__":
    main("backup")
