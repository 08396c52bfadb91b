"""The outline of the tea report, as it is shown in a chat."""

import pytest

from bot.answering.outline import Outline
from index.search import SearchIndex


@pytest.fixture(scope="module")
def outline(tea_index: SearchIndex) -> Outline:
    return Outline(tea_index.passages, tea_index.manifest.version)
