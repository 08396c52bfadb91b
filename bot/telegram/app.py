"""Put the bot together: what is opened and closed with it, and its handlers in the order in which they are tried."""

from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot.answering.live import LOOK_EVERY_S, Live
from bot.api.beside import watched
from bot.settings import Settings
from bot.state.database import open_database
from bot.state.polling import polling_alone
from bot.telegram import index_jobs
from bot.telegram.access import check_access
from bot.telegram.admin_buttons import (
    AccessButton,
    AuditButton,
    BestButton,
    BrowseButton,
    DetachButton,
    DocumentButton,
    DocumentsButton,
    DraftButton,
    GapsButton,
    OfferButton,
    PeopleButton,
    RefusalCaseButton,
    ReindexButton,
    SetAsideButton,
    StopButton,
    SuiteButton,
    TakeButton,
    VersionButton,
)
from bot.telegram.application import StoppingApplication
from bot.telegram.callbacks import (
    EditionFileButton,
    EditionPageButton,
    ExportButton,
    FileButton,
    LanguageButton,
    LinkButton,
    OthersButton,
    OutlineButton,
    PageButton,
    PassageButton,
    RateButton,
    ReasonButton,
    RestButton,
    SectionButton,
    SidesButton,
    SourcesButton,
    SuggestionButton,
    WhyButton,
    WhyDownButton,
)
from bot.telegram.context import App, Context, make_services
from bot.telegram.disk import look_after_disk, tell_missing_changes
from bot.telegram.failures import on_error
from bot.telegram.guards import on_unknown
from bot.telegram.handlers import (
    admin,
    answer_buttons,
    attaching,
    audit_log,
    commands,
    curated_file,
    documents,
    elsewhere,
    exporting,
    gaps,
    group_news,
    groups,
    inline,
    links,
    pages,
    people,
    questions,
    ratings,
    report,
    sheets,
    sides,
    suggestions,
    suite,
    uploads,
    versions,
    waiting,
)
from bot.telegram.ordering import InTurn
from bot.telegram.pace import check_pace
from bot.telegram.packed import Button
from bot.telegram.reaching import server_addresses
from bot.telegram.sending_limits import RetryingRateLimiter
from bot.telegram.shared_updates import updates_of
from bot.telegram.start_jobs import introduce, purge_old, register
from bot.telegram.telling import look_for_news
from bot.telegram.telling_buttons import BellButton, CancelButton, GroupNewsButton, MuteButton
from bot.telegram.updates import UpdatesRequest

_PURGE_EVERY = timedelta(hours=1)
_COME_BACK_EVERY = timedelta(minutes=1)
_CORRECT_EVERY = timedelta(seconds=10)  # how often to look for builds whose bots have ended
_REPORT_EVERY = timedelta(minutes=1)  # how often to look whether the weekly report is due
_LOOK_EVERY = timedelta(seconds=2)  # how often to look at the disk, and for what people are to be told
_API_TIMEOUT_S = 20  # seconds to wait for an answer of the Bot API


def build_app(settings: Settings, live: Live, request: BaseRequest | None = None) -> StoppingApplication:
    """Return the bot, ready to run on the index of ``live``.

    ``request`` sends the requests to the Bot API; by default they go over HTTP.
    """
    kept = updates_of(settings)
    api, files = server_addresses(settings.telegram_api_url, settings.telegram_file_url)
    builder = (
        Application.builder()
        .application_class(StoppingApplication)
        .token(settings.telegram_token.get_secret_value())
        .base_url(api)
        .base_file_url(files)
        .request(
            request or HTTPXRequest(connection_pool_size=256, read_timeout=_API_TIMEOUT_S, write_timeout=_API_TIMEOUT_S)
        )
        .get_updates_request(UpdatesRequest(request or HTTPXRequest(), kept))
        .context_types(ContextTypes(context=Context))
        .concurrent_updates(InTurn(kept))
        .rate_limiter(RetryingRateLimiter())
    )

    async def open_services(application: App) -> None:
        database = await open_database(settings.database_url.get_secret_value(), settings.data_folder.database)
        application.bot_data["services"] = services = make_services(settings, live, database)
        assert isinstance(application, StoppingApplication)
        if not settings.webhook_url:
            alone = polling_alone(database, settings.data_folder.polling, application.end)
            await services.beside.enter_async_context(alone)
        meters = watched(settings, live, services.searches, database, lambda: kept.in_hand)
        await services.beside.enter_async_context(meters)
        await kept.open(database, application.update_queue, application.bot)
        introduce(application, settings, live.assistant)

    async def close_services(application: App) -> None:
        services = application.bot_data.pop("services", None)
        if services is not None:
            await services.beside.aclose()
            await kept.close()
            services.searches.close()
            services.pictures.close()
            await services.database.close()

    application = builder.post_init(open_services).post_shutdown(close_services).build()
    assert isinstance(application, StoppingApplication)
    for group, handlers in _handlers(settings).items():
        application.add_handlers(handlers, group)
    application.add_error_handler(on_error)
    assert application.job_queue is not None
    # The start may take long, for example until the network is up; jobs due at the start must run after it even then.
    never_too_late = {"misfire_grace_time": None}
    told = (index_jobs.tell_interrupted, tell_missing_changes)
    for at_start in (register, *told, questions.answer_unfinished, purge_old):
        application.job_queue.run_once(at_start, 0, job_kwargs=never_too_late)
    application.job_queue.run_repeating(purge_old, _PURGE_EVERY, job_kwargs=never_too_late)
    application.job_queue.run_repeating(questions.answer_unfinished, _COME_BACK_EVERY, job_kwargs=never_too_late)
    application.job_queue.run_repeating(index_jobs.correct_left_builds, _CORRECT_EVERY, job_kwargs=never_too_late)
    application.job_queue.run_once(index_jobs.follow, LOOK_EVERY_S, job_kwargs=never_too_late)
    for looking in (look_after_disk, look_for_news):
        application.job_queue.run_repeating(looking, _LOOK_EVERY, job_kwargs=never_too_late)
    application.job_queue.run_repeating(report.send_weekly, _REPORT_EVERY)
    return application


def _handlers(settings: Settings) -> dict[int, list[BaseHandler[Any, Any, Any]]]:
    """Return all handlers by group.

    In each group the first handler that fits an update runs; then the next group is tried unless a handler stopped it.
    Group -3: changes of memberships and of groups' ids, whoever makes them. Group -2: the limit on whatever a
    person sends. Group -1: the access check. Group 0: all else, for people with access.
    """
    private, group = filters.ChatType.PRIVATE, filters.ChatType.GROUPS
    new = filters.UpdateType.MESSAGE  # an edited command is not carried out again

    def command(name: str, callback: Any, where: filters.BaseFilter = filters.ALL) -> CommandHandler[Any, Any]:
        return CommandHandler(name, callback, new & where)

    def pressed(kind: type[Button], callback: Any) -> CallbackQueryHandler[Any, Any]:
        return CallbackQueryHandler(callback, kind.pattern())

    other_command = filters.CaptionRegex(r"^/(?!ask\b)")  # below a picture no command but /ask is carried out
    # What an admin writes below a document is no question, since the document is to be indexed. A GIF is no document.
    own_admin = private & filters.User(settings.telegram_admins)
    document = own_admin & filters.Document.ALL & ~filters.ANIMATION
    return {
        -3: [
            ChatMemberHandler(groups.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
            ChatMemberHandler(groups.on_member, ChatMemberHandler.CHAT_MEMBER),
            MessageHandler(filters.StatusUpdate.LEFT_CHAT_MEMBER, groups.on_left),
            MessageHandler(filters.StatusUpdate.MIGRATE, groups.on_migration),
        ],
        -2: [TypeHandler(Update, check_pace)],
        -1: [TypeHandler(Update, check_access)],
        0: [
            command("start", commands.start),
            command("help", commands.show_help),
            command("about", commands.about),
            command("sources", commands.sources),
            command("outline", commands.outline),
            command("link", links.link),
            command("export", exporting.export),
            command("new", commands.new),
            command("waiting", waiting.waiting),
            command("news", group_news.news, group),
            command("language", commands.choose_language),
            command("forget", commands.forget_me),
            command("invite", admin.invite, private),
            command("people", people.people, private),
            command("audit", audit_log.audit, private),
            command("status", admin.status, private),
            command("documents", documents.documents, private),
            command("rename", documents.rename, private),
            command("versions", versions.versions, private),
            command("rollback", versions.rollback, private),
            command("diff", versions.diff, private),
            command("try", versions.try_version, private),
            command("gaps", gaps.gaps, private),
            command("report", report.report, private),
            command("suite", suite.suite, private),
            command("curated", curated_file.curated, private),
            command("reindex", uploads.reindex_reply),
            command("answer", attaching.answer),
            command("admit", admin.decide_by_id, private),
            command("revoke", admin.decide_by_id, private),
            command("approve", admin.approve_here, group),
            MessageHandler(filters.UpdateType.GUEST_MESSAGE, elsewhere.on_guest_message),
            CommandHandler("ask", questions.on_message),  # also handles edited messages
            MessageHandler(private & new & filters.COMMAND, commands.unknown),
            MessageHandler(own_admin & new & filters.TEXT & ~filters.COMMAND & suite.MENDING, suite.on_mended),
            MessageHandler(filters.TEXT & ~filters.COMMAND, questions.on_message),
            MessageHandler(document & new, uploads.on_file),
            MessageHandler(filters.CAPTION & ~other_command & ~document, questions.on_message),
            MessageHandler(private & new & ~filters.StatusUpdate.ALL, commands.not_text),
            pressed(LanguageButton, commands.on_language),
            pressed(AccessButton, admin.on_decision),
            pressed(PeopleButton, people.on_page),
            pressed(AuditButton, audit_log.on_page),
            pressed(StopButton, uploads.on_stop),
            pressed(ReindexButton, uploads.on_press),
            pressed(VersionButton, versions.on_press),
            pressed(DocumentsButton, documents.on_documents),
            pressed(DocumentButton, documents.on_press),
            pressed(GapsButton, gaps.on_page),
            pressed(SuiteButton, suite.on_page),
            pressed(DraftButton, suite.on_press),
            pressed(SetAsideButton, gaps.on_set_aside),
            pressed(BestButton, attaching.on_best),
            pressed(OfferButton, attaching.on_offer),
            pressed(BrowseButton, attaching.on_browse),
            pressed(TakeButton, attaching.on_take),
            pressed(RefusalCaseButton, attaching.on_refusal_case),
            pressed(DetachButton, attaching.on_detach),
            pressed(PassageButton, answer_buttons.on_passage),
            pressed(SectionButton, answer_buttons.on_section),
            pressed(OthersButton, answer_buttons.on_others),
            pressed(PageButton, pages.on_page),
            pressed(EditionPageButton, pages.on_edition_page),
            pressed(SourcesButton, commands.on_sources),
            pressed(FileButton, pages.on_file),
            pressed(EditionFileButton, pages.on_edition_file),
            pressed(RestButton, sheets.on_rest),
            pressed(SidesButton, sides.on_sides),
            pressed(SuggestionButton, suggestions.on_suggestion),
            pressed(OutlineButton, answer_buttons.on_outline),
            pressed(LinkButton, links.on_link),
            pressed(ExportButton, exporting.on_export),
            pressed(RateButton, ratings.on_rate),
            pressed(ReasonButton, ratings.on_reason),
            pressed(WhyDownButton, ratings.on_why_down),
            pressed(WhyButton, answer_buttons.on_why),
            pressed(BellButton, waiting.on_bell),
            pressed(CancelButton, waiting.on_cancel),
            pressed(MuteButton, waiting.on_mute),
            pressed(GroupNewsButton, group_news.on_group_news),
            CallbackQueryHandler(on_unknown),
            MessageReactionHandler(ratings.on_reaction),
            InlineQueryHandler(inline.on_inline_query),
        ],
    }
