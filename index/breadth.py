"""Recognise by its words a question that several passages may answer, and what it is about.

"List everything on after-sales" and 怎么提高转化率 ask for what may stand in many places. The words that only say so
("list everything on", 有哪些) are taken away, so that what is left, the subject, can be looked for by itself.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from index.conversation import length_in_words
from index.question_kinds import Kind, kind_asked_for
from knowledge.script import fold

Breadth = Literal["all", "overview", "list", "reasons", "means"]
BREADTHS: tuple[Breadth, ...] = get_args(Breadth)
# These ask in so many words for all that there is, the others only mostly have more than one answer.
IN_SO_MANY_WORDS: tuple[Breadth, ...] = ("all", "overview")

_ONE_THING: tuple[Kind, ...] = ("frequency", "price", "amount")
_PARTS_OF_ONE = re.compile(r"由(?:哪|什么|几)[^,。?]{0,8}(?:组成|构成)|\b(?:consists? of|made up of|composed of)\b")
_MAX_SUBJECT_WORDS = 8.5  # words; of 60 broad questions of our own none has a longer subject
_THINGS = "(?:内容|段落|地方|部分|章节|信息|资料|说法|描述|论述|提法|要点|东西|方面|文字|条目)"
_PARTS = "(?:passages?|sections?|places?|parts?|paragraphs?|points?|mentions?|statements?|chapters?)"
_HERE = "(?:(?:the|this|your) (?:report|documents?|text|handbook))"

# Searched in folded text; the first that fits counts.
_ASKS: dict[Breadth, re.Pattern[str]] = {
    "all": re.compile(
        rf"(?:所有|全部|一切|每一?[处个段])[^,，。?？]{{0,16}}{_THINGS}|哪[些几]个?(?:地方|段落|章节|部分|处)"
        r"|(?:全部?|都|统统|一一|通通)[^,，。?？]{0,4}(?:列|找|整理|摘|挑|讲)[^,，。?？]{0,3}(?:出来|一下|给我|一遍)"
        r"|(?:列出|列举|找出|找到|整理|汇总|罗列|收集|摘录|盘点)[^,，。?？]{0,6}(?:所有|全部|一切)"
        r"|(?:把|将)?(?:所有|全部|一切)[^,，。?？]{0,4}(?:关于|有关|涉及|提到|提及|讲到?|谈到?|跟|与|和)"
        r"|(?:跟|与|和)[^,，。?？]{1,16}(?:有关|相关)的(?:都|全|所有|段落|内容|地方|部分)"
        r"|\b(?:list|find|show|give|collect|gather|pull|get|tell)\b.{0,12}\b(?:all|every|everything|anything|each)\b"
        rf"|\b(?:everything|anything|all)\b.{{0,20}}\b(?:on|about|regarding|concerning|says?|mentions?|has)\b"
        rf"|\b(?:all|every|which|any|what)\b(?: \w+){{0,2}} {_PARTS}\b|\bwhere (?:does|do|is|"
        rf"are)\b.{{0,40}}\b(?:mention|talk|"
        r"discuss|speak|mentioned|discussed|covered)"
    ),
    "overview": re.compile(
        r"(?:总结|概括|概述|综述|归纳|梳理|介绍|整理|汇总|简述|阐述|讲讲|说说|聊聊|谈谈|科普)(?!会)|(?:总览|"
        r"概况|概览|全貌|方方面面)"
        r"|(?:总体|整体|大致|大概|基本|具体|相关)(?:的)?(?:情况|状况|样子|面貌|情形)|情况(?:如何|怎么样|怎样|"
        r"是什么样)"
        r"|(?:想|先|大概|大致|多)了解(?:一下|下|一点)?|怎么(?:一)?回事|是(?:怎么|怎)样的?[?？]?$|(?:做个|"
        r"来个|给个|要个)(?:介绍|说明|总览)"
        r"|(?:方面|上|层面)(?:都)?(?:有|是)?(?:什么|哪些|啥)?(?:要求|讲究|规定|安排|做法|说法|内容|建议|经验|考虑)"
        r"|(?:报告|文档|文件|资料|手册)[^,，。?？]{0,4}(?:怎么|如何)(?:说|看|讲|写|谈|评价|描述|分析|论述)"
        r"|(?:报告|文档|文件|资料|手册)(?:里|中|里面|当中)?(?:对|关于|就)[^,，。?？]{1,20}(?:怎么说|"
        r"说了?什么|讲了?什么|说了?些什么|有什么(?:说法|看法))"
        r"|关于[^。?？]{1,20}(?:说|讲|写|提)了?(?:些|到)?(?:什么|啥|哪些)"
        r"|我们?(?:都)?(?:知道|了解)(?:些|哪些)?(?:什么|啥)?"
        r"|\b(?:overview|summar\w+|sum up|outline|rundown|introduc\w+|big picture|key points|main points|"
        r"brief me|walk me through|up to speed|describe)\b|\bwhat (?:do|does|can) (?:we|you|i|it|the \w+) "
        r"(?:know|say|learn|tell|find|have|write)\b|\btell me (?:more |a bit |something )?about\b|"
        r"\b(?:explain|learn|hear|know|read) (?:more |a bit |something )?about\b|\bwhat(?:'s|"
        r" is) the (?:situation|story|state|picture)\b|\bhow (?:does|do) (?:the|this|your) (?:report|"
        r"document|text|handbook) (?:see|view|describe|treat|assess|present)\b|\bwhat(?:'s| is) (?:said|"
        r"written|known)\b"
    ),
    "reasons": re.compile(
        r"为什么|为何|为啥|凭什么|凭啥|怎么会|什么原因|原因|理由|\bwhy\b|\bhow come\b|\breasons?\b|\bcauses?\b"
    ),
    "list": re.compile(
        r"哪些|哪几|列举|列出|几[种类个条项点方样]|(?:有|需要|要)(?:什么|啥)|分别是?(?:什么|啥)|\blist\b|"
        r"\bname (?:the|all|some|a few)\b"
        r"|\bwhat(?: \w+){0,3} \w+s (?:are|do|does|can|could|should|have|has|will|would|make|help|need|go|"
        r"apply|count|matter)\b"
        r"|\bwhat are\b|\bwhich(?: \w+){0,2} \w+s\b|\b(?:kinds|types|sorts|examples|ways|measures|methods|"
        r"challenges|risks|"
        r"advantages|benefits|problems|factors|steps) of\b"
    ),
    "means": re.compile(
        r"怎么|怎样|如何|咋|(?:办法|方法|措施|手段|招)|\bhow (?:can|could|do|does|should|would|to|are|is|"
        r"might)\b|\bways?\b|\bmeans\b"
    ),
}

# What is taken away before the subject is looked for by itself.
_FRAME = re.compile(
    rf"请问|请|麻烦|帮我|给我|帮忙|一下|我想知道|我想了解|(?:这份|本|整份|整个|这个)?(?:报告|文档|"
    rf"文件)(?:里面|里|中|上|当中)?(?:所|都)?|(?:把|将)?(?:所有|全部|"
    rf"一切|每一?[处个段])的?|列举|列出来|列出"
    rf"|找出来|找出|整理|汇总|罗列|收集|摘录|总结|概括|概述|综述|归纳|梳理|介绍|盘点|讲讲|说说|聊聊|谈谈|"
    rf"关于|有关|涉及|提到的?|提及的?|讲到的?|谈到的?"
    rf"|(?:跟|与)(?=.{{1,16}}(?:有关|相关))|相关的?|哪[些几]个?{_THINGS}?|(?:的|"
    rf"这)?(?:所有)?(?:相关)?{_THINGS}|为什么|为何|为啥|凭什么|"
    rf"凭啥|什么|有啥|都?(?:说|讲|写|提)了(?:些|到)?|"
    r"知道|了解|我们|出来|这一?块|(?:总体|整体|大致|大概|基本|具体)?的?(?:情况|状况)|(?:怎么|怎)样的?|"
    r"怎么(?:一)?回事|如何|怎么[说看讲写]|"
    r"(?:方面|层面)|(?:要求|讲究)$|[吗呢啊呀嘛吧都]"
    rf"|\b(?:please|list|find|show|give|collect|gather|pull|get|tell|me|us|all|every|everything|anything|the|"
    rf"a|an|of|on|about|"
    rf"regarding|concerning|{_PARTS[3:-1]}|that|which|what|why|how|do|does|did|is|are|we|you|i|it|know|says?|"
    rf"said|tell|know|"
    rf"{_HERE[3:-1]}|report|document|overview|summar\w+|sum|up|outline|rundown|where|with|deal|dealing|there|"
    rf"has|have|mention|mentioned|talk|"
    r"discuss|describe|explain|learn|see|view|big|picture|key|main|brief|walk|through|situation|story|in|to|"
    r"and|for|more|can|related)\b"
)
_LEFT_OVER = re.compile(r"(?:^|(?<=\s))[的有是把将找要了对就跟和与](?=\s|$)|(?<=.)的(?=\s|$)")
_SPACES = re.compile(r"[\s,，。.?？!！:：、'\"“”]+")


@dataclass(frozen=True, slots=True)
class Broad:
    """How a question asks for more than one passage, and its ``subject`` (folded), empty if nothing is left of it."""

    breadth: Breadth
    subject: str

    @property
    def in_so_many_words(self) -> bool:
        """Whether it asks for all that there is on its subject."""
        return self.breadth in IN_SO_MANY_WORDS


def broad(question: str) -> Broad | None:
    """Return how ``question`` asks for more than one passage; None if its words ask for one thing.

    A figure is one thing, and so are the parts of one, and what a question describes at length.
    """
    folded = fold(question)
    breadth = next((breadth for breadth in BREADTHS if _ASKS[breadth].search(folded)), None)
    if breadth is None or kind_asked_for(question) in _ONE_THING or _PARTS_OF_ONE.search(folded):
        return None
    subject = subject_of(folded)
    return Broad(breadth, subject) if length_in_words(subject) <= _MAX_SUBJECT_WORDS else None


def subject_of(folded: str) -> str:
    """Return what a folded question is about: without the words that only ask."""
    return _SPACES.sub(" ", _LEFT_OVER.sub(" ", _SPACES.sub(" ", _FRAME.sub(" ", folded)))).strip()
