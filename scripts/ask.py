"""python -m scripts.ask: the same as `springboard ask`."""

from scripts.app import main

if __name__ == "__main__":
    main("ask")
