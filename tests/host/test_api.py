"""The host's modules, names, coroutines, signatures and moves, by release."""

from __future__ import annotations

import pytest

from owui_lint.host import Host, Member
from owui_lint.host.members import parse_signature
from owui_lint.host.store import load


def method(path: str) -> Member:
    module, obj, name = path.split(":")
    found = Host.method(f"open_webui.{module}", obj, name)
    assert found is not None, path
    return found


def member(path: str) -> Member:
    module, name = path.split(":")
    found = Host.member(f"open_webui.{module}", name)
    assert found is not None, path
    return found


@pytest.mark.parametrize(
    ("module", "lacking", "having"),
    [
        ("open_webui.models.users", "0.4.8", "0.5.0"),
        ("open_webui.apps.webui.models.users", "0.5.0", "0.4.8"),
        ("open_webui.retrieval.vector.factory", "0.6.5", "0.6.10"),
        ("open_webui.retrieval.vector.connector", "0.6.10", "0.6.5"),
        ("open_webui.models.config", "0.9.6", "0.10.0"),
        ("open_webui.internal.wrappers", "0.9.6", "0.9.3"),
        ("open_webui.utils.pdf_generator", "0.11.4", "0.11.2"),
        ("open_webui.models", "0.4.8", "0.5.0"),
    ],
)
def test_modules(module: str, lacking: str, having: str) -> None:
    availability = Host.module(module)
    assert availability is not None
    assert availability.at(lacking) is False
    assert availability.at(having) is True


def test_modules_that_never_were() -> None:
    assert Host.module("open_webui.models.user") is None
    assert Host.module("open_webui.configparser") is None
    assert Host.module("requests") is None


@pytest.mark.parametrize(
    "path",
    [
        "models.users:Users:get_user_by_id",
        "models.memories:Memories:insert_new_memory",
        "models.chats:Chats:update_chat_by_id",
        "models.functions:Functions:get_function_valves_by_id",
        "models.files:Files:get_file_by_id",
    ],
)
def test_methods_are_coroutines_since_0_9_0(path: str) -> None:
    assert Host("0.8.12").is_async(method(path)) is False
    assert Host("0.9.0").is_async(method(path)) is True
    assert Host().is_async(method(path)) is True
    assert Host("0.4.8").is_async(method(path)) is None  # the module is not there yet


def test_methods_that_are_no_coroutines() -> None:
    assert Host().is_async(method("models.users:Users:is_active")) is False
    assert Host().is_async(method("models.chats:Chats:get_current_message_id")) is False


def test_an_asynchronous_context_manager_is_not_awaited() -> None:
    assert Host().is_async(member("internal.db:get_async_db_context")) is False


@pytest.mark.parametrize(
    ("path", "before", "since"),
    [
        ("utils.tools:get_tools", "0.6.22", "0.6.27"),
        ("retrieval.utils:query_collection", "0.6.36", "0.6.40"),
        ("utils.webhook:post_webhook", "0.6.22", "0.6.27"),
        ("utils.access_control:has_access", "0.8.12", "0.9.0"),
        ("utils.payload:apply_system_prompt_to_body", "0.9.0", "0.9.3"),
        ("utils.auth:get_password_hash", "0.9.6", "0.10.0"),
        ("socket.main:get_event_emitter", "0.8.12", "0.9.0"),
    ],
)
def test_functions_that_became_coroutines(path: str, before: str, since: str) -> None:
    assert Host(before).is_async(member(path)) is False
    assert Host(since).is_async(member(path)) is True


def test_a_name_taken_from_elsewhere_is_what_it_is_there() -> None:
    taken = member("utils.middleware:get_tools")
    assert taken.kind == "function"
    assert Host("0.6.22").is_async(taken) is False
    assert Host("0.6.27").is_async(taken) is True
    methods = Host.methods("open_webui.utils.middleware", "Users")
    assert Host().is_async(methods["get_user_by_id"]) is True


def test_of_methods_of_a_base_from_elsewhere_nothing_is_known() -> None:
    unknown = Host.method("open_webui.main", "audit_level", "lower")
    assert unknown is not None
    assert Host().has(unknown.availability) is True
    assert Host().is_async(unknown) is None
    assert Host().signature(unknown) is None
    assert Host.method("open_webui.models.users", "Users", "lower") is None


def test_what_a_module_takes_from_another_place_in_each_release() -> None:
    method = Host.method("open_webui.utils.access_control", "Groups", "get_groups_by_member_id")
    assert method is not None
    assert method.availability.since == "0.4.0"  # of apps.webui.models then, of models now
    assert method.availability.lasts
    assert Host("0.8.12").is_async(method) is False
    assert Host("0.9.0").is_async(method) is True
    assert Host().signature(method) is not None


def test_kinds_of_members() -> None:
    assert member("models.users:Users").kind == "object"
    assert member("models.users:UserModel").kind == "class"
    assert member("utils.misc:get_last_user_message").kind == "function"
    assert member("models:users").kind == "module"
    assert member("models.users:Optional").kind == "import"
    assert Host.member("open_webui.models.users", "Nobody") is None


def test_an_alias_is_what_it_stands_for() -> None:
    alias = member("main:generate_chat_completions")
    assert Host().is_async(alias) is True
    signature = Host().signature(alias)
    assert signature is not None
    assert signature.positional[:2] == ("request", "form_data")


def test_settings_are_wrapped_until_0_9_6() -> None:
    wrapped = member("config:ENABLE_SIGNUP").wrapped
    assert wrapped is not None
    assert wrapped.at("0.9.6") is True
    assert wrapped.at("0.10.0") is False
    assert member("config:DATA_DIR").wrapped is None


@pytest.mark.parametrize(
    ("path", "version", "positional"),
    [
        ("utils.chat:generate_chat_completion", "0.5.0", "request form_data user bypass_filter"),
        (
            "utils.chat:generate_chat_completion",
            "0.7.0",
            "request form_data user bypass_filter bypass_system_prompt",
        ),
        ("retrieval.utils:query_collection", "0.8.12", "request collection_names queries"),
        ("retrieval.utils:query_collection", "0.8.6", "collection_names queries"),
        ("utils.filter:process_filter_functions", "0.10.2", "request filter_functions"),
        ("utils.filter:process_filter_functions", "0.11.0", "request filter_context"),
    ],
)
def test_signatures(path: str, version: str, positional: str) -> None:
    signature = Host(version).signature(member(path))
    assert signature is not None
    names = positional.split()
    assert list(signature.positional[: len(names)]) == names


@pytest.mark.parametrize(
    ("words", "positional", "keywords", "accepted"),
    [
        ("a b=", 1, "", True),
        ("a b=", 0, "", False),
        ("a b=", 0, "a", True),
        ("a b=", 3, "", False),
        ("a b=", 1, "a", False),  # twice
        ("a b=", 1, "c", False),
        ("a *args", 5, "", True),
        ("a **kw", 1, "c", True),
        ("a * c", 1, "c", True),
        ("a * c", 2, "", False),
        ("a * c", 1, "", False),
        ("a / b", 0, "a b", False),
        ("a / b", 1, "b", True),
        ("", 0, "", True),
        ("", 1, "", False),
        ("*keys", 2, "", True),
    ],
)
def test_what_a_signature_accepts(
    words: str, positional: int, keywords: str, accepted: bool
) -> None:
    found = parse_signature(words).accepts(positional, frozenset(keywords.split()))
    assert found is accepted


def test_moved_modules() -> None:
    move = Host.moved("open_webui.apps.webui.models.users")
    assert move is not None
    assert (move.since, move.module, move.name) == ("0.5.0", "open_webui.models.users", None)
    assert Host.moved("open_webui.apps.webui.models.documents") is None
    assert Host.moved("open_webui.models.users") is None
    assert Host.moved("open_webui.nowhere") is None


@pytest.mark.parametrize(
    ("module", "name", "since", "target"),
    [
        ("utils.chat", "chat_action", "0.8.0", "utils.actions:chat_action"),
        ("config", "PersistentConfig", "0.9.6", "models.config:Config"),
        (
            "retrieval.utils",
            "get_sources_from_files",
            "0.6.16",
            "retrieval.utils:get_sources_from_items",
        ),
        (
            "apps.webui.utils",
            "load_tools_module_by_id",
            "0.5.0",
            "utils.plugin:load_tool_module_by_id",
        ),
        ("apps.webui.models.users", "Users", "0.5.0", "models.users:Users"),
        ("internal.db", "get_db_context", "0.9.0", "internal.db:get_async_db_context"),
    ],
)
def test_moved_names(module: str, name: str, since: str, target: str) -> None:
    move = Host.moved(f"open_webui.{module}", name)
    assert move is not None
    new_module, new_name = target.split(":")
    assert move.since == since
    assert move.module == f"open_webui.{new_module}"
    assert (move.name or name) == new_name


def test_no_move_for_a_name_the_new_module_never_had() -> None:
    assert Host.moved("open_webui.apps.webui.models.users", "Nobody") is None


def test_every_move_leads_somewhere() -> None:
    for module, names in load("kept/api")["names"].items():
        for name in names:
            move = Host.moved(module, name)
            assert move is not None, (module, name)
            assert move.module is not None
            target = Host.member(move.module, move.name or name)
            assert target is not None, (module, name)
            assert target.availability.lasts or target.availability.at(move.since), (module, name)
    for pattern, target_module in load("kept/api")["modules"].items():
        assert any(module.startswith(pattern.rstrip("*")) for module in load("modules")), pattern
        assert any(module.startswith(target_module.rstrip("*")) for module in load("modules")), (
            target_module
        )


def test_every_successor_of_a_method_is_one() -> None:
    for path, successors in load("kept/api")["methods"].items():
        module, _, obj = path.rpartition(".")
        for name, successor in successors.items():
            move = Host.moved_method(module, obj, name)
            assert move is not None, (path, name)
            assert move.name is not None
            new = Host.method(module, obj, move.name)
            assert new is not None, (path, successor)
            assert new.availability.at(move.since) is True
            given = [part.partition("=")[0] for part in move.note.split(", ") if part]
            takes = Host().signature(new)
            assert takes is not None
            assert set(given) <= {*takes.positional, *takes.keyword_only}, (path, successor)


def test_removed_methods() -> None:
    move = Host.moved_method("open_webui.models.memories", "Memories", "update_memory_by_id")
    assert move is not None
    assert (move.since, move.name) == ("0.6.5", "update_memory_by_id_and_user_id")
    assert Host.moved_method("open_webui.models.users", "Users", "get_user_by_id") is None
    move = Host.moved_method("open_webui.models.skills", "Skills", "get_skills_by_user_id")
    assert move is not None
    assert (move.since, move.name, move.note) == ("0.11.2", "get_skills", "user_id=…")


def test_app_state() -> None:
    assert "config" in Host("0.10.0").removed_state()
    assert "config" not in Host("0.9.6").removed_state()
    assert "WEBHOOK_URL" in Host().removed_state()
    assert "TOOLS" not in Host().removed_state()  # still there, made on first use
    assert "MODELS" not in Host().removed_state()
    assert "transformers_tokenizer" not in Host("0.6.43").removed_state()  # not there yet


def test_raw_database_names() -> None:
    names = Host.raw_database_names()
    assert "open_webui.internal.db.get_db" in names
    for dotted in names:
        module, _, name = dotted.rpartition(".")
        assert Host.member(module, name) is not None, dotted


def test_a_star_import_hides_what_a_module_has() -> None:
    assert Host.member("open_webui.internal.wrappers", "SqliteDatabase") is not None
