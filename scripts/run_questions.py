"""python -m scripts.run_questions: the same as `springboard suite`."""

from scripts.app import main

if __name__ == "__main__":
    main("suite")
