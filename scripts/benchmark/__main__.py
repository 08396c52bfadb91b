"""python -m scripts.benchmark: the same as `springboard benchmark`."""

from scripts.app import main

if __name__ == "__main__":
    main("benchmark")
