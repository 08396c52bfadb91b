"""python -m scripts.chat: the same as `springboard chat`."""

from scripts.app import main

if __name__ == "__main__":
    main("chat")
