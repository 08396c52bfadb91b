"""Tell tables of fields with their values, as forms and files on firms and people are, from tables with heads."""

import re
from collections.abc import Sequence

from knowledge.script import fold

_MAX_CHARACTERS = 20  # characters of a field's name
_MIN_KNOWN = 0.5  # of the names in a column; forms have others beside them
_COLONS = (":", "：")
_MIN_NAMES = 2  # known ones in the first column
_ENDING = re.compile(  # of the name of a field, folded
    r"(?:名称|姓名|性别|年龄|生日|出生年月|民族|籍贯|学历|职务|职位|职称|岗位|部门|科室|日期|时间|期限|有效期|地址|地点|电话"
    r"|手机|手机号|传真|邮箱|邮编|微信|网址|网站|编号|证号|账号|账户|帐号|开户行|开户银行|税号|信用代码|注册资本|经营范围"
    r"|申请人|经办人|负责人|联系人|代表人|审批人|填表人|事由|原因|用途|份数|数量|单价|金额|类别|类型|规格|型号|意见|签字"
    r"|签名|签章|备注"
    r"|\b(?:name|date|department|position|title|phone|e-?mail|address|number|no\.|gender|nationality|website|contact"
    r"|signature|reason|amount|quantity|remarks|notes))\Z"
)
_DESCRIPTION = re.compile(r"(?:内容|说明|含义|要求|示例|值|描述|description|meaning|value|content|example)\Z")


def has_pairs(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether every second cell of a table's ``rows``, all as long, names the field whose value follows it.

    A first row whose values are names, too, or tell what the column describes, is one of heads, but for names that all
    have a colon.
    """
    width = len(rows[0]) if rows else 0
    if not width or width % 2:
        return False
    names = [row[column] for row in rows for column in range(0, width, 2) if row[column]]
    has_value = bool(rows[0][0] and rows[0][1]) and not any(cell.endswith(_COLONS) for cell in rows[0][1::2])
    if len(names) > 1 and has_value and all(name.endswith(_COLONS) for name in names):
        return True
    values = [fold(cell) for cell in rows[0][1::2] if cell]
    if not values or any(_ending(value) or _DESCRIPTION.search(value) for value in values):
        return False
    columns = [[row[column] for row in rows] for column in range(0, width, 2)]
    return all(map(_are_names, columns)) and sum(bool(_ending(fold(cell))) for cell in columns[0]) >= _MIN_NAMES


def _are_names(column: list[str]) -> bool:
    """Say whether enough cells have known endings, the first one too, and most of them different ones.

    The rows of a table with heads may be several departments, or several kinds of one thing.
    """
    endings = [_ending(fold(cell)) for cell in column if cell]
    known = [*filter(None, endings)]
    is_mixed = 2 * len(set(known)) > len(known) >= _MIN_KNOWN * len(endings)
    return is_mixed and bool(_ending(fold(column[0])))


def _ending(folded: str) -> str:
    """Return how the name of a field ends, nothing if it is no known one."""
    name = folded.rstrip(": ")
    found = _ENDING.search(name) if len(name) <= _MAX_CHARACTERS else None
    return found[0] if found else ""
