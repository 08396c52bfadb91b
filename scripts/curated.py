"""python -m scripts.curated: the same as `springboard curated`."""

from scripts.app import main

if __name__ == "__main__":
    main("curated")
