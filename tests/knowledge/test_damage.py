"""Damage by document-sharing sites, made here as such a site makes it, and undone."""

import re

import pytest
from pypinyin import Style, pinyin

from knowledge.damage import repair
from knowledge.types import Note

CONTEXT = (
    "團隊繼續實現目標，顧客與員工都滿意。播種之後，業務部門直接播出節目，重視直播業務，並準備貨物。",
    "庫存充足，備貨準時；數據準確，國際貿易順利，內容詳細。各國都看數據，目標據此而定。",
)
MARKED = "業者專注服務，業務專業。"
HALF_WIDTH = str.maketrans("，；：！（）", ",;:!()")
WHOLE = "業(yè)者專(zhuān)注服務(wù)，業(yè)務(wù)專(zhuān)業(yè)。"


def reading_of(character: str) -> str:
    return str(pinyin(character, style=Style.TONE)[0][0])


def as_the_site_does(text: str, characters: str) -> str:
    """Write the pinyin behind the bytes of each of ``characters``, also where they straddle two of the text's."""
    known = {character.encode("gbk"): reading_of(character).encode("gbk") for character in characters}
    pattern = re.compile(b"|".join(re.escape(pair) for pair in known))
    return decoded(pattern.sub(lambda match: match[0] + b"(" + known[match[0]] + b")", text.encode("gbk")))


def decoded(data: bytes) -> str:
    """GBK with the user-defined area; a lead byte and an impossible second one become a single "?"."""
    result, position = "", 0
    while position < len(data):
        length = 1 if data[position] < 0x80 else 2
        try:
            result += data[position : position + length].decode("gb18030")
        except UnicodeDecodeError:
            result += "?"
        position += length
    return result


def without_lead_byte(text: str, before: str) -> str:
    """The first byte of the character after ``before`` lost, with no pinyin."""
    data = text.encode("gbk")
    position = data.index(before.encode("gbk")) + 2 * len(before)
    return decoded(data[:position] + b"?" + data[position + 1 :])


def document(*lines: str) -> str:
    return "\n".join([*CONTEXT, *lines])


@pytest.mark.parametrize(
    ("original", "characters", "expected"),
    [
        ("業務的專業", "業務專", "業(yè)務(wù)的專(zhuān)業(yè)"),
        ("能夠實現", "驅現", "能夠?qū)崿F(xiàn)"),
    ],
)
def test_the_simulated_site_makes_the_damage_that_was_seen(original: str, characters: str, expected: str) -> None:
    assert as_the_site_does(original, characters) == expected


def test_inserted_pinyin_goes() -> None:
    result = repair(document(as_the_site_does(MARKED, "業務專")))
    assert result.text == document(MARKED)
    assert result.mended == (Note("pinyin", 7),)
    assert result.unmended == ()


@pytest.mark.parametrize("tear", ["能夠實現增長", "我們能夠實現"])
def test_a_word_torn_between_two_characters_is_whole_again(tear: str) -> None:
    damaged = document(as_the_site_does(MARKED, "業務專"), as_the_site_does(tear, "驅現"))
    assert "?qū)崿F(xiàn)" in damaged
    result = repair(damaged)
    assert result.text == document(MARKED, tear)
    assert result.mended == (Note("pinyin", 8), Note("restored", text="能夠?qū)崿F → 能夠實現"))
    assert result.unmended == ()


@pytest.mark.parametrize(
    ("tear", "characters", "damaged_tear"),
    [
        ("庫存備貨", "鎮貨", "庫存?zhèn)湄?huò)"),
        ("，數據，", "瑪據", "，?mǎ)祿?jù)，"),
        ("內容細，國家", "殻國", "內容細?qiào)瑖?guó)家"),
        ("重視直播業務", "辈", "重視直?bèi)\ue69dI務"),
    ],
)
def test_a_second_loss_and_unreadable_characters_in_a_tear_are_restored(
    tear: str, characters: str, damaged_tear: str
) -> None:
    marked = as_the_site_does(MARKED, "業務專")
    assert as_the_site_does(tear, characters) == damaged_tear
    result = repair(document(marked, damaged_tear))
    assert result.text == document(MARKED, tear)
    assert result.unmended == ()


@pytest.mark.parametrize("tear", ["能夠實時重現", "能夠實地出現", "能夠實行並且兌現", "能夠實實在在地出現"])
def test_a_tear_is_read_on_until_the_bytes_are_in_step_again(tear: str) -> None:
    lines = ("實時並且兌現，實地重行，在出", as_the_site_does(MARKED, "業務專"), as_the_site_does(tear, "驅現"))
    assert repair(document(*lines)).text == document(lines[0], MARKED, tear)


def test_a_tear_that_stays_out_of_step_for_long_is_given_up_and_reported() -> None:
    tear = f"能夠實{'在' * 12}現"
    damaged_tear = as_the_site_does(tear, "驅現")
    result = repair(document(tear, as_the_site_does(MARKED, "業務專"), damaged_tear))
    assert result.text == document(tear, MARKED, damaged_tear)
    assert len(result.unmended) == 1


def test_the_pinyin_decides_which_second_character_was_torn() -> None:
    competitor = "備責，備責，備責，備責，備責。"
    lines = (competitor, as_the_site_does(MARKED, "業務專"), as_the_site_does("庫存備貨", "鎮貨"))
    assert repair(document(*lines)).text == document(competitor, MARKED, "庫存備貨")


def test_a_lost_byte_without_pinyin_is_found_by_the_unreadable_character_after_it() -> None:
    tear = "重視直播業務"
    damaged_tear = without_lead_byte(tear, "重視直")
    assert damaged_tear == "重視直?\ue69dI務"
    result = repair(document(as_the_site_does(MARKED, "業務專"), damaged_tear))
    assert result.text == document(MARKED, tear)
    assert result.mended[1:] == (Note("restored", text="視直?\ue69dI → 視直播業"),)


def test_several_tears_are_all_mended_and_counted_in_order() -> None:
    tears = ("能夠實現", "庫存備貨", "團隊能夠實現")
    damaged = document(
        as_the_site_does(MARKED, "業務專"), *(as_the_site_does(tear, "驅現鎮貨") for tear in tears), "完了。"
    )
    result = repair(damaged)
    assert result.text == document(MARKED, *tears, "完了。")
    assert [note.text[-2:] for note in result.mended[1:]] == ["實現", "備貨", "實現"]


def test_a_tear_is_mended_where_marks_were_made_half_width_after_the_damage() -> None:
    tear = "團隊經常現身"
    damaged = document("常客常來，", as_the_site_does(MARKED, "業務專"), as_the_site_does(tear, "洺"))
    assert damaged.endswith("團隊經?míng)，F身")
    result = repair(damaged.translate(HALF_WIDTH))
    assert result.text == document("常客常來，", MARKED, tear).translate(HALF_WIDTH)


@pytest.mark.parametrize(
    ("elsewhere", "restored"),
    [
        ("直播業", "直播業"),
        ("直榨業", "直榨業"),
        ("直抓業", "直抓業"),
        ("直播業，榨，榨，", "直播業"),
        ("直榨業，播，播，", "直榨業"),
        ("播，榨，榨，榨，", "直榨業"),
    ],
)
def test_the_lost_byte_is_the_one_whose_characters_are_at_home_in_the_document(elsewhere: str, restored: str) -> None:
    rest = as_the_site_does(MARKED, "業務專")
    assert repair(f"{elsewhere * 2}{rest}重視直?\ue69dI務").text.endswith(f"重視{restored}務")


def test_a_tear_whose_characters_stand_nowhere_else_is_left_and_reported() -> None:
    damaged_tear = as_the_site_does("能夠實現", "驅現")
    result = repair("\n".join([as_the_site_does(MARKED, "業務專"), damaged_tear]))
    assert result.text == f"{MARKED}\n{damaged_tear}"
    assert result.unmended == ("業務專業。 能夠?qū)崿F(x",)


def test_a_tear_that_cannot_be_mended_is_reported_with_its_surroundings() -> None:
    torn = "我們的生意?qū)垚垚垚"
    result = repair(document(as_the_site_does(MARKED, "業務專"), torn))
    assert torn in result.text
    assert result.unmended == ("業。 我們的生意?qū)垚垚垚",)


def test_a_tear_that_cannot_be_mended_does_not_keep_the_next_from_it() -> None:
    lines = (as_the_site_does(MARKED, "業務專"), "我們的生意?qū)垚垚垚", as_the_site_does("能夠實現", "驅現"))
    result = repair(document(*lines))
    assert result.text == document(MARKED, lines[1], "能夠實現")
    assert len(result.unmended) == 1


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\ufffd"])
def test_an_unreadable_character_is_reported_even_in_a_text_without_pinyin(character: str) -> None:
    result = repair(f"茶葉的價格{character}上漲了。\n明年再看。")
    assert result.text == f"茶葉的價格{character}上漲了。\n明年再看。"
    assert result.mended == ()
    assert result.unmended == (f"茶葉的價格{character}上漲了。 明年",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "沒有損壞的一段話？是的。",
        "這個字讀業(yè)，那個字讀務(wù)。",
        "業(ye)務(wu)專(zhuan)業(ye)",
        "主播(zhubo)與觀眾(host)與團隊(team)一起(a)看",
        "方案(āb)方案(ǎb)方案(ǎc)方案(ǎd)",
        "A(ā)B(bù)C(cè)D(dì)",
        "能去哪裡?去那裡(qù)去那裡?",
    ],
)
def test_brackets_that_are_not_the_sites_stay(text: str) -> None:
    result = repair(text)
    assert result.text == text
    assert result.mended == ()


def test_three_insertions_are_taken_for_the_sites_and_two_are_not() -> None:
    assert repair("業(yè)務(wù)的專(zhuān)業").text == "業務的專業"
    assert repair("業(yè)務(wù)的專業").text == "業(yè)務(wù)的專業"


def test_torn_words_count_towards_the_three_insertions() -> None:
    text = document("能夠?qū)崿F(xiàn)，" * 3)
    assert repair(text).text == document("能夠實現，" * 3)


def test_brackets_that_name_another_reading_stay_among_inserted_ones() -> None:
    text = "業(yè)務(wù)的專(zhuān)業(bù)，見附表(jiàn)，各店(shop)。"
    assert repair(text).text == "業務的專業(bù)，見附表(jiàn)，各店(shop)。"


def test_any_reading_of_a_character_with_several_is_taken() -> None:
    assert repair("長(zhǎng)處，長(cháng)度，業(yè)務").text == "長處，長度，業務"


def test_a_simplified_text_keeps_the_pinyin_its_author_wrote() -> None:
    text = "生僻字有三个：曝(pù)光的曝，载(zài)体的载，供给(jǐ)的给。行(háng)业里的人都会念。"
    assert repair(text).text == text


@pytest.mark.parametrize(
    ("tear", "character"),
    [("客戶服務", "蛻務"), ("數據準確", "祿準")],
)
def test_a_tear_across_the_rare_end_of_gbk_is_mended(tear: str, character: str) -> None:
    """服務 read one byte off is 舴⻊ (GBK FE84)."""
    damaged_tear = as_the_site_does(tear, character)
    assert damaged_tear != tear
    result = repair(document(tear, as_the_site_does(MARKED, "業務專"), damaged_tear))
    assert result.text == document(tear, MARKED, tear)


def test_the_undamaged_rendering_is_what_the_site_was_given() -> None:
    assert as_the_site_does(MARKED, "業務專") == WHOLE
