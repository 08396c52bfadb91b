"""Tell which of the documents a question names: two that it compares, or those of the year that it speaks of."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.compared import Compared, compared, compiled, in_parts_as_typed
from index.types import Manifest
from knowledge.script import comparable, fold, simplified

# In comparable text: what a name of a document may end with besides its subject.
_KIND = re.compile("的?(?:报告|手册|文档|文件|report|handbook|document)$")
_OF_A_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?的?(?:版本?)?的?(?:报告|手册|report|handbook|edition|version)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)(?:年度?)?")
_EDITION = re.compile("报告|手册|文档|版|reports?|handbooks?|documents?|editions?|versions?")
_KIND_BEFORE = re.compile("^(?:报告|手册|文档|版本?) ")  # "2025版和2026版的报告在退货上" are compared in 退货
_LEAST_NAME = 4  # characters of a title or file name that is looked for in a question
_LEAST_SHORT = 2  # characters of a subject by which a document can be named
# The topic may stand behind the second name, as in "B on returns", "B的退货期限", "B对退货的规定".
_TOPIC_BEHIND = re.compile(r"\s(?:on|in|about|for|regarding|concerning)\s|的|对于?|关于|里面?|中的?|在")
_QUOTED = re.compile('[《》「」『』“”"‘’()（）]')  # what a title stands in, blank once it is taken out
_ENDS = " \t,，。.?？!！:：;；、\"'“”‘’「」『』《》()（）的"


def compared_in(manifest: Manifest, question: str) -> Compared | None:
    """Return what ``question`` compares, with the titles of two documents if it compares these in something."""
    asked = compared(question)
    if len(manifest.documents) < 2:
        return asked
    of_documents = (named for named, _ in _of_documents(manifest, question, asked) if named.common)
    return next(of_documents, None) or asked or _both_in(manifest, question)


def documents_compared(manifest: Manifest, question: str) -> tuple[str, str] | None:
    """Return the titles of the two documents that ``question`` compares as such; None if it names what in, or others.

    "Both reports" are those that there are, if these are two.
    """
    if len(manifest.documents) < 2 or not (compares_documents(question) or _says(question)):
        return None
    found = [(named.common, titles) for named, titles in _of_documents(manifest, question, compared(question))]
    if found:
        return None if any(topic for topic, _ in found) else found[0][1]
    return _both(manifest) if "" in _topics_of_both(question) else None


def _both_in(manifest: Manifest, question: str) -> Compared | None:
    """Return what "the two reports" are asked about, if there are two, as in "what do both reports say on returns"."""
    titles = _both(manifest)
    topic = next(filter(None, _topics_of_both(question)), None) if titles else None
    if titles is None or topic is None:
        return None
    compares = _says(question) or any(form.search(fold(question)) for form in compiled("compares_both"))
    return Compared(*titles, in_parts_as_typed(topic, question), titles) if compares else None


def _both(manifest: Manifest) -> tuple[str, str] | None:
    if len(manifest.documents) != 2:
        return None
    first, second = (document.title for document in manifest.documents)
    return first, second


def _topics_of_both(question: str) -> list[str]:
    """Return what a question asks of "the two reports", nothing for one without a topic; none if it is not of these."""
    folded = fold(question)
    return [_topic(_rest(form.sub(" ", folded))) for form in compiled("both_documents") if form.search(folded)]


def _says(question: str) -> bool:
    return any(form.search(fold(question)) for form in compiled("what_they_say"))


def goes_on(question: str) -> bool:
    """Say whether a question that compares two documents as such is on what was asked before it.

    It is if it names neither, as "both reports" does not, asks what they say, or points to that, as "on this" does;
    what they differ in needs no subject.
    """
    folded = fold(question)
    kinds = "both_documents", "what_they_say", "on_what_was_asked"
    return any(form.search(folded) for kind in kinds for form in compiled(kind))


def names_a_subject(text: str) -> bool:
    """Say whether what is left of a question without the names of what it compares has more than words for that."""
    return bool(_topic(_rest(text)))


def compares_documents(question: str) -> bool:
    """Say whether ``question`` has a word that may set two documents side by side."""
    return any(form.search(fold(question)) for form in compiled("compares_documents"))


def title_named(manifest: Manifest, name: str) -> str | None:
    """Return the title of the one document that ``name`` names, None if it names none or several.

    That is a file's name, most of a title, what stands in a title before "report" ("茶叶报告" is 茶叶门店经营报告), or
    a year.
    """
    named = comparable(name)
    if of_year := _OF_A_YEAR.fullmatch(named):
        titles = documents_of_year(manifest, of_year[1])
        return titles[0] if len(titles) == 1 else None
    short = _KIND.sub("", named)
    found = [
        each.title
        for each in manifest.documents
        if (short != named and len(short) >= _LEAST_SHORT and short in comparable(each.title))
        or named in (comparable(each.name), comparable(each.name).rpartition(".")[0])
        or (named in comparable(each.title) and len(named) * 2 >= len(comparable(each.title)))
    ]
    return found[0] if len(found) == 1 else None


def documents_of_year(manifest: Manifest, year: str) -> tuple[str, ...]:
    """Return the titles of the documents that have ``year`` in them; without one, of those dated in that year."""
    titled = tuple(each.title for each in manifest.documents if has_year(each.title, year))
    return titled or tuple(each.title for each in manifest.documents if each.date.startswith(year))


def has_year(title: str, year: str) -> bool:
    """Say whether ``title`` has ``year`` in it."""
    return re.search(rf"(?<!\d){year}(?!\d)", fold(title)) is not None


def _of_documents(
    manifest: Manifest, question: str, asked: Compared | None
) -> Iterator[tuple[Compared, tuple[str, str]]]:
    """Yield the ways to understand ``question`` as one on two documents, with their titles; the topic may be empty."""
    for named in _readings(manifest, question, asked):
        first, second = (title_named(manifest, name) for name in named.names)
        if first and second and first != second:
            topic = _topic(_KIND_BEFORE.sub("", named.common))
            topic = topic or in_parts_as_typed(_topic(_rest(question, *named.names)), question)
            yield replace(named, common=topic, titles=(first, second) if topic else None), (first, second)


def _readings(manifest: Manifest, question: str, asked: Compared | None) -> Iterator[Compared]:
    """Yield the ways to understand what is compared: as ``asked``, with a topic behind the second name, and by names.

    By names, two documents are compared if their titles or file names are in a question that has a word for comparing.
    """
    if asked:
        yield asked
        if not asked.common:
            for cut in _TOPIC_BEHIND.finditer(simplified(asked.second)):
                name, topic = asked.second[: cut.start()].strip(_ENDS), asked.second[cut.end() :].strip(_ENDS)
                if name and topic:
                    yield replace(asked, second=name, common=topic)
    names = _names_in(manifest, question)
    if len(names) == 2 and compares_documents(question):
        yield Compared(names[0], names[1])


def _names_in(manifest: Manifest, question: str) -> list[str]:
    """Return the titles, file names and years of documents in ``question``, in their order, as it writes them."""
    folded = fold(question)
    if len(folded) != len(question):
        return []
    known = {fold(name) for each in manifest.documents for name in (each.title, each.name) if len(name) >= _LEAST_NAME}
    found: dict[int, str] = {}
    for name in sorted(known, key=len, reverse=True):
        if at := re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", folded):
            found[at.start()] = question[slice(*at.span())]
            folded = folded.replace(name, " " * len(name))
    if not found:
        found = {year.start(): year[0] for year in _YEAR.finditer(folded)} if _EDITION.search(folded) else {}
    return [found[start] for start in sorted(found)]


def _topic(text: str) -> str:
    """Return ``text``, nothing if it names nothing in particular, as "contents", or points back, as "this"."""
    return "" if any(form.fullmatch(fold(text)) for form in compiled("no_topic")) else text


def _rest(question: str, *names: str) -> str:
    """Return what is left of ``question`` without the ``names`` and without words that only compare; maybe nothing."""
    rest = fold(question)
    for name in sorted(map(fold, names), key=len, reverse=True):
        rest = rest.replace(name, " ")
    rest = _QUOTED.sub(" ", rest)
    for form in compiled("document_frames"):
        rest = form.sub(" ", rest)
    return " ".join(rest.split()).strip(_ENDS)
