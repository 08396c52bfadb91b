import json
import os
import subprocess
import sys

TERMS = """
import json, sys
from index.typos import _ordered_terms, _syllables
syllables = _syllables()
print(json.dumps({term: syllables(term) for term in _ordered_terms()}))
"""
WHOLE = """
import json, sys
from pypinyin import lazy_pinyin
print(json.dumps([lazy_pinyin(term) for term in json.load(sys.stdin)]))
"""


def run(code: str, given: str = "") -> bytes:
    # This process may have told pypinyin to leave its phrases out; those that it starts would be told so too.
    environment = {name: value for name, value in os.environ.items() if name != "PYPINYIN_NO_PHRASES"}
    done = subprocess.run(
        [sys.executable, "-c", code], input=given.encode(), capture_output=True, check=True, env=environment
    )
    return done.stdout


def test_all_terms_sound_as_with_the_whole_table_of_phrases() -> None:
    terms = json.loads(run(TERMS))
    assert len(terms) > 4_000
    whole = json.loads(run(WHOLE, json.dumps(list(terms))))
    other = [term for term, sounds in zip(terms, whole, strict=True) if terms[term] != sounds]
    assert set(other) <= {"查查", "谁的", "都会"}  # where the table has the rarer sound
