"""python -m scripts.reindex: the same as `springboard reindex`."""

from scripts.app import main

if __name__ == "__main__":
    main("reindex")
