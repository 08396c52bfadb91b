"""The server's side: chats, messages and updates, the methods a bot calls, and what people do."""

import asyncio
import itertools
import re
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from tests.bot.telegram.api.entities import Refusal, bad, formatted
from tests.bot.telegram.api.files import Files
from tests.bot.telegram.api.pictures import Pictures
from tests.bot.telegram.api.queries import Queries
from tests.bot.telegram.api.reactions import Reactions
from tests.bot.telegram.api.replies import check_keyboard, check_menu
from tests.bot.telegram.api.shapes import NOT_MODIFIED, Json, captioned, entities_typed, private, replied_to

TOKEN = "123456:TESTING-the-token"
_LEAVING = (("old", "member"), ("new", "left"))
BOT = {"id": 123456, "is_bot": True, "first_name": "Tea", "username": "tea_report_bot"}


@dataclass(frozen=True)
class Failure:
    """What happens instead of an answer: an HTTP code, or the connection is dropped, or nothing comes."""

    kind: str  # "400", "403", "429", "502", "drop" or "silence"
    retry_after: int = 1
    after_doing: bool = False  # the method is carried out all the same


@dataclass
class BotApi(Pictures, Reactions, Queries):
    """One bot's world. ``calls`` has each method called with its parameters, in order, ``left`` who left what chat."""

    reads_all: bool = True
    calls: list[tuple[str, Json]] = field(default_factory=list)
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    chats: dict[int, Json] = field(default_factory=dict)
    left: set[tuple[int, int]] = field(default_factory=set)
    shut: dict[int, Refusal] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)
    webhook: Json = field(default_factory=dict)
    menus: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    files: Files = field(default_factory=Files)
    _failures: dict[str, deque[Failure]] = field(default_factory=lambda: defaultdict(deque))
    _ids: Any = field(default_factory=lambda: itertools.count(1))
    _last_message: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    # --- what a bot calls ---

    def fail(self, method: str, *failures: Failure) -> None:
        """Let the next calls of ``method`` fail."""
        self._failures[method].extend(failures)

    def failure(self, method: str) -> Failure | None:
        return queue.popleft() if (queue := self._failures[method]) else None

    def call(self, method: str, params: Json) -> Any:
        """Carry out a method. Raises `Refusal`."""
        self.calls.append((method, params))
        name = re.sub("([A-Z])", r"_\1", method).lower()
        handler = getattr(self, f"_{name}", None)
        if handler is None:
            raise Refusal(404, "Not Found: method not found")
        return handler(params)

    def _get_me(self, params: Json) -> Json:
        own = {"can_join_groups": True, "can_read_all_group_messages": self.reads_all, "supports_inline_queries": True}
        return BOT | own

    def _get_updates(self, params: Json) -> list[Json]:
        if self.webhook.get("url"):
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(params.get("offset", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        return self.updates[: int(params.get("limit", 100))]

    def _set_webhook(self, params: Json) -> bool:
        if params.get("url") and not params["url"].startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.get("secret_token", "")):
            raise bad("secret token contains unallowed characters")
        self.webhook = params
        return True

    def _get_webhook_info(self, params: Json) -> Json:
        waiting = {"has_custom_certificate": False, "pending_update_count": len(self.updates)}
        return {"url": self.webhook.get("url", "")} | waiting

    def _delete_webhook(self, params: Json) -> bool:
        self.webhook, self.updates = {}, [] if params.get("drop_pending_updates") else self.updates
        return True

    def _send_message(self, params: Json) -> Json:
        chat = self._writable(params)
        text, entities = formatted(params, "text", 4096, "message is too long")
        if not text.strip():
            raise bad("message text is empty")
        return self._keep(chat, params, {"text": text, "entities": entities})

    def _send_document(self, params: Json) -> Json:
        chat = self._writable(params)
        caption, entities = formatted(params, "caption", 1024, "message caption is too long")
        document = self.files.receive(params, "document")
        return self._keep(chat, params, {"document": document} | captioned(caption, entities))

    def _get_file(self, params: Json) -> Json:
        return self.files.get_file(params.get("file_id", ""))

    def download(self, path: str) -> bytes:
        """Fetch a file, noted as a call. Raises `Refusal`."""
        self.calls.append(("download", {"file_path": path}))
        return self.files.fetch(path)

    def _edit_message_text(self, params: Json) -> Json:
        text, entities = formatted(params, "text", 4096, "message is too long")
        if not text.strip():
            raise bad("message text is empty")
        return self._edited(params, "text", {"text": text, "entities": entities})

    def _edit_message_reply_markup(self, params: Json) -> Json:
        return self._edited(params, "chat", {})

    def _edited(self, params: Json, needed: str, content: Json) -> Json:
        message = self.messages.get((self._writable(params)["id"], int(params["message_id"])))
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != BOT["id"]:
            raise bad("message can't be edited")
        if needed not in message:
            raise bad("there is no text in the message to edit")
        content = content | {"reply_markup": check_keyboard(params.get("reply_markup"))}
        if all(message.get(key) == value for key, value in content.items()):
            raise bad(NOT_MODIFIED)
        message.update(content | ({"edit_date": int(time.time())} if "text" in content else {}))
        return message

    def _delete_message(self, params: Json) -> bool:
        chat = self._writable(params)
        if self.messages.pop((chat["id"], int(params["message_id"])), None) is None:
            raise bad("message to delete not found")
        return True

    def _send_chat_action(self, params: Json) -> bool:
        return bool(self._writable(params))

    def _leave_chat(self, params: Json) -> bool:
        self.shut[self._writable(params)["id"]] = Refusal(403, "Forbidden: bot is not a member of the group chat")
        return True

    def _get_chat_member(self, params: Json) -> Json:
        chat, user = self._writable(params), int(params["user_id"])
        known = {message["from"]["id"]: message["from"] for message in self.messages.values()}
        if user not in known:
            raise bad("user not found")
        owner = user == chat.get("owner")
        status = {"status": "creator", "is_anonymous": False} if owner else {"status": "member"}
        if (chat["id"], user) in self.left:
            status = {"status": "left"}
        return {"user": known[user]} | status

    def _set_my_commands(self, params: Json) -> bool:
        scope = params.get("scope") or {"type": "default"}
        if scope["type"] == "chat" and int(scope["chat_id"]) not in self.chats:
            raise bad("chat not found")
        check_menu(params.get("commands") or [], params.get("language_code", ""))
        name = scope["type"] + (f" {scope['chat_id']}" if "chat_id" in scope else "")
        self.menus[name, params.get("language_code", "")] = params["commands"]
        return True

    def _writable(self, params: Json) -> Json:
        chat_id = int(params["chat_id"])
        if chat_id in self.shut:
            raise self.shut[chat_id]
        if chat_id not in self.chats:
            raise bad("chat not found")
        return self.chats[chat_id]

    def _keep(self, chat: Json, params: Json, content: Json) -> Json:
        thread = params.get("message_thread_id")
        if thread is not None and int(thread) not in chat.get("topics", ()):
            raise bad("message thread not found")
        reply = params.get("reply_parameters")
        if reply and (chat["id"], int(reply["message_id"])) not in self.messages:
            if not reply.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
            reply = None
        markup = check_keyboard(params.get("reply_markup"))
        message = self._message(chat, BOT, content | {"reply_markup": markup})
        if thread is not None:
            message |= {"message_thread_id": int(thread), "is_topic_message": True}
        if reply:
            message["reply_to_message"] = replied_to(self.messages[chat["id"], int(reply["message_id"])])
        self.messages[chat["id"], message["message_id"]] = message
        return message

    # --- what people do ---

    def say(self, user: Json, text: str, chat: Json | None = None, **more: Any) -> Json:
        """Someone writes a text; ``more`` are further fields, such as ``reply_to_message``. The message is returned."""
        return self.write(user, {"text": text, "entities": entities_typed(text)} | more, chat)

    def write(self, user: Json, content: Json, chat: Json | None = None) -> Json:
        """Someone sends a message of any kind."""
        chat = chat or private(user)
        self.chats.setdefault(chat["id"], chat)
        if "reply_to_message" in content:
            content = content | {"reply_to_message": replied_to(content["reply_to_message"])}
        message = self._message(chat, user, content)
        self.messages[chat["id"], message["message_id"]] = message
        self.push({"message": message})
        return message

    def send_file(
        self,
        user: Json,
        name: str | None,
        content: bytes,
        chat: Json | None = None,
        *,
        caption: str | None = None,
        mime_type: str | None = None,
        reply_to: Json | None = None,
        **more: Any,
    ) -> Json:
        """Someone sends a document; ``more`` are further fields of the message. The message is returned."""
        sent = {"document": self.files.put(name, content, mime_type), "reply_to_message": reply_to}
        if caption:
            sent |= captioned(caption, entities_typed(caption))
        return self.write(user, {key: value for key, value in sent.items() if value is not None} | more, chat)

    def edit(self, message: Json, text: str) -> None:
        """Someone changes the text of a message, or the caption of a document."""
        entities = entities_typed(text)
        if "document" in message:
            message.pop("caption", None)
            message.pop("caption_entities", None)
            message |= captioned(text, entities)
        else:
            message |= {"text": text, "entities": entities}
        message["edit_date"] = int(time.time())
        self.push({"edited_message": message})

    def membership(self, user: Json, chat: Json, old: str, new: str) -> None:
        """The bot's own membership changes by what ``user`` does."""
        member = {"user": BOT, "until_date": 0}
        self.chats.setdefault(chat["id"], chat)
        if new in ("kicked", "left"):
            self.shut[chat["id"]] = Refusal(403, "Forbidden: bot was kicked from the group chat")
        else:
            self.shut.pop(chat["id"], None)
        change = {"chat": chat, "from": user, "date": int(time.time())}
        change |= {"old_chat_member": member | {"status": old}, "new_chat_member": member | {"status": new}}
        self.push({"my_chat_member": change})

    def leave(self, user: Json, chat: Json, told_by: str = "message") -> None:
        """Someone leaves a group, which the bot is told by a "message", a "chat_member" update, or not at all ("")."""
        self.left.add((chat["id"], user["id"]))
        if told_by == "message":
            self.push({"message": self._message(chat, user, {"left_chat_member": user})})
        elif told_by in self._asked_for():
            change = {"chat": chat, "from": user, "date": int(time.time())}
            members = {f"{when}_chat_member": {"user": user, "status": status} for when, status in _LEAVING}
            self.push({"chat_member": change | members})

    def _asked_for(self) -> list[str]:
        """The kinds of updates that the bot asked for when it fetched some last."""
        asked_for = [params.get("allowed_updates") or [] for method, params in self.calls if method == "getUpdates"]
        return asked_for[-1] if asked_for else []

    def push(self, update: Json) -> None:
        self.updates.append({"update_id": next(self._ids)} | update)
        self.news.set()

    def _message(self, chat: Json, sender: Json, content: Json) -> Json:
        self._last_message[chat["id"]] += 1
        shown = {key: value for key, value in chat.items() if key != "topics"}
        head = {"message_id": self._last_message[chat["id"]], "date": int(time.time()), "chat": shown, "from": sender}
        return head | {key: value for key, value in content.items() if value is not None}

    # --- what tests look at ---

    def by_bot(self, chat_id: int) -> list[Json]:
        """The bot's messages that stand in a chat, in order."""
        return [m for (chat, _), m in self.messages.items() if chat == chat_id and m["from"]["id"] == BOT["id"]]

    def content(self, message: Json) -> bytes:
        """The file of a message."""
        return self.files.content(message.get("document", message.get("photo", [{}])[-1])["file_id"])

    def count(self, method: str) -> int:
        return sum(name == method for name, _ in self.calls)
