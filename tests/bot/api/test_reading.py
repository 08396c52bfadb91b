"""Documents are read by place, by id and by outline, and quotes are checked."""

import pytest

from bot.answering.assistant import Assistant
from bot.answering.checking import MAX_QUOTE_CHARACTERS, QuoteError, check_quote
from tests.bot.api.conftest import Served

WORDS = "某茶园让每位新主播在制茶车间待满30天，亲手采茶、杀青、揉捻，然后才允许开播。"


def test_a_passage_is_found_by_place_and_by_id(served: Served) -> None:
    found = served.member.get("/v1/passages", params={"ref": "2.1.1"}).json()
    (passage,) = found["passages"]
    assert (found["total"], passage["label"], passage["headings"]) == (1, "二、1 (1)", ["直播怎么做", "主播"])
    assert WORDS in passage["text"]
    assert served.member.get(f"/v1/passages/{passage['id']}").json() == passage
    after = served.member.get(f"/v1/passages/{passage['after']}").json()
    assert (after["ref"], after["before"]) == ("2.1.2", passage["id"])
    written = served.member.get(f"/v1/passages/{passage['id']}", params={"script": "zh-Hant"}).json()
    assert "製茶車間" in written["text"]


def test_a_section_is_read_whole_or_its_beginning(served: Served) -> None:
    params = {"ref": "2", "document": "高山茶直播销售报告"}
    whole = served.member.get("/v1/passages", params=params).json()
    assert whole["total"] == len(whole["passages"]) > 2
    first = served.member.get("/v1/passages", params={**params, "limit": 1}).json()
    assert (first["total"], first["passages"]) == (whole["total"], whole["passages"][:1])
    other = served.member.get("/v1/passages", params={"ref": "2", "document": "another"})
    assert other.status_code == 404


def test_the_outline_is_walked_from_the_documents_down_to_each_passage(served: Served) -> None:
    (document,) = served.member.get("/v1/documents").json()["documents"]

    def passages(below: dict[str, object] | None) -> int:
        params = {} if below is None else {"below": str(below["id"]), "depth": str(below["depth"])}
        nodes = served.member.get("/v1/outline", params=params).json()["nodes"]
        return sum(1 if node["passages"] is None else passages(node) for node in nodes)

    assert passages(None) == document["passages"]
    assert served.member.get("/v1/outline", params={"below": "zzzzzz"}).json()["code"] == "api-no-place"


def test_a_quote_is_found_whatever_its_script_width_and_spaces(assistant: Assistant) -> None:
    assert check_quote(assistant, WORDS)["as_written"]
    folded = check_quote(assistant, "讓每位新主播 在製茶車間待滿３０天")
    assert (folded["found"], folded["as_written"], folded["nearest"]) == (True, False, None)
    assert [[passage["ref"] for passage in found] for found in folded["places"]] == [["2.1.1"]]


def test_a_quote_may_go_on_over_the_end_of_a_passage(assistant: Assistant) -> None:
    passages = assistant.snapshot.index.passages
    (places,) = check_quote(assistant, passages[4].text[-10:] + passages[5].text[:10])["places"]
    assert [passage["ref"] for passage in places] == [passages[4].ref, passages[5].ref]


def test_of_a_wrong_quote_each_piece_that_differs_is_named(assistant: Assistant) -> None:
    wrong = WORDS.replace("杀青", "炒青").replace("然后才", "才").replace("茶园", "知名茶园")
    told = check_quote(assistant, wrong)
    assert not told["found"]
    assert told["nearest"]["passage"]["ref"] == "2.1.1"
    pieces = {(each["given"], each["written"]) for each in told["nearest"]["differences"]}
    assert pieces == {("炒", "杀"), ("", "然后"), ("知名", "")}


@pytest.mark.parametrize("text", ["今天天气很好，我们去公园散步吧。", "The quick brown fox", "？！"])
def test_another_text_is_like_nothing(assistant: Assistant, text: str) -> None:
    assert check_quote(assistant, text) | {"version": ""} == {
        "found": text == "？！" and False, "as_written": False, "places": [], "nearest": None, "version": "",
    }  # fmt: skip


@pytest.mark.parametrize(("text", "code"), [(" \n", "quote-empty"), ("茶" * (MAX_QUOTE_CHARACTERS + 1), "quote-long")])
def test_what_cannot_be_checked_is_refused(served: Served, assistant: Assistant, text: str, code: str) -> None:
    with pytest.raises(QuoteError, match=code):
        check_quote(assistant, text)
    told = served.member.post("/v1/quotes/check", json={"text": text})
    assert (told.status_code, told.json()["code"]) == (422, code)
