"""python -m scripts.versions: the same as `springboard versions`."""

from scripts.app import main

if __name__ == "__main__":
    main("versions")
