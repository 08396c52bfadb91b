"""Write a run as JUnit XML, which CI servers show as tests."""

import re
from pathlib import Path

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from bot.i18n import say
from bot.languages import Language
from bot.suites.messages import explain_outcome
from bot.suites.outcomes import Outcome
from bot.suites.report import Run

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(run: Run, path: Path, language: Language) -> None:
    """Write ``run`` with a test suite for each suite and a test for each case.

    Cases that are known to fail or were not asked are skipped.

    Raises `OSError`.
    """
    xml = JUnitXml("run_questions")
    for name in dict.fromkeys(outcome.suite for outcome in run.outcomes):
        suite = TestSuite(_xml(name))
        suite.add_property("index", run.version)
        suite.add_testcases(
            [_test(outcome, language, several=run.several) for outcome in run.outcomes if outcome.suite == name]
        )
        xml.add_testsuite(suite)
    xml.update_statistics()  # type: ignore[no-untyped-call]
    xml.write(str(path), pretty=True)


def _test(outcome: Outcome, language: Language, *, several: bool) -> TestCase:
    case = outcome.case
    test = TestCase(_xml(case.id), _xml(f"{outcome.suite}.{case.tags[0] if case.tags else case.spoken}"))
    test.time = round(outcome.took_ms / 1000, 6)
    message = _xml(explain_outcome(outcome, language, several=several))
    if outcome.verdict == "failed":
        failure = Failure(message, ",".join(dict.fromkeys(unmet.code for unmet in outcome.unmet)))
        failure.text = message
        test.result = [failure]
    elif outcome.skipped:
        test.result = [Skipped(_xml(say(language, "suite.skipped-case")))]
    elif outcome.verdict == "known-failure":
        test.result = [Skipped(_xml(say(language, "suite.known", reason=case.known_to_fail, case=message)))]
    elif outcome.verdict == "unexpected-pass":
        test.system_out = _xml(say(language, "suite.unexpected", case=case.id, reason=case.known_to_fail))
    return test


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
