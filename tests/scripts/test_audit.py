"""A known vulnerability fails the audit; a database that cannot be asked is told and fails nothing."""

from scripts.audit import Report, judge

SAFE = {"name": "tea", "version": "1.0", "vulns": []}
UNSAFE = {"name": "cup", "version": "2.0", "vulns": [{"id": "CVE-2025-1", "fix_versions": ["2.1", "3.0"]}]}
UNKNOWN = {"name": "pot", "skip_reason": "not found"}


def report(*packages: object) -> Report:
    return {"dependencies": list(packages), "fixes": []}


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    finding = judge(report(SAFE, UNSAFE, UNKNOWN))
    assert finding.vulnerable
    assert finding.lines == (
        "cup 2.0: CVE-2025-1, mended in 2.1, 3.0",
        "1 vulnerabilities are known of 2 packages; 1 not asked.",
    )


def test_without_a_vulnerability_it_says_how_much_was_asked() -> None:
    finding = judge(report(SAFE, UNKNOWN))
    assert not finding.vulnerable
    assert finding.lines == ("0 vulnerabilities are known of 1 packages; 1 not asked.",)


def test_a_database_that_knows_nothing_was_not_asked() -> None:
    finding = judge(report(UNKNOWN, UNKNOWN))
    assert not finding.vulnerable
    assert "knew any of 2 packages" in finding.lines[0]


def test_a_database_that_cannot_be_reached_is_told() -> None:
    finding = judge("no route")
    assert not finding.vulnerable
    assert "could be asked: no route" in finding.lines[0]
