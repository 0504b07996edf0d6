"""What comes with a release, and whose an import is."""

from __future__ import annotations

import pytest

from owui_lint.host import Availability, Host, normalised
from owui_lint.host.store import load


@pytest.mark.parametrize(
    ("version", "distribution", "specifier"),
    [
        ("0.3.35", "pydantic", "==2.9.2"),
        ("0.12.4", "pydantic", "==2.13.4"),
        ("0.6.43", "pydantic", "==2.12.5"),
        ("0.12.4", "httpx", "==0.28.1"),
        ("0.12.4", "youtube-transcript-api", "==1.2.4"),
    ],
)
def test_pins(version: str, distribution: str, specifier: str) -> None:
    assert Host(version).bundled()[distribution] == specifier


@pytest.mark.parametrize(
    ("distribution", "with_it", "without"),
    [
        ("google-generativeai", "0.6.43", "0.7.2"),
        ("langchain-community", "0.10.2", "0.11.4"),
        ("passlib", "0.6.18", "0.6.43"),
        ("peewee", "0.9.6", "0.10.2"),
        ("google-genai", "0.10.2", "0.11.4"),
        ("ddgs", "0.6.18", "0.6.0"),
        ("psycopg", "0.9.6", "0.8.12"),
    ],
)
def test_what_came_and_went(distribution: str, with_it: str, without: str) -> None:
    assert Host(with_it).bundled().get(distribution) is not None
    assert Host(without).bundled().get(distribution) is None


def test_extras_are_not_bundled() -> None:
    for distribution in ("playwright", "pgvector", "elasticsearch", "unstructured"):
        assert distribution not in Host().bundled()


def test_what_comes_along_has_no_pin() -> None:
    bundled = Host().bundled()
    for distribution in ("numpy", "starlette", "pydantic-core", "google-auth", "pyyaml", "torch"):
        assert distribution in bundled
        assert bundled[distribution] is None


@pytest.mark.parametrize(
    ("dotted", "expected"),
    [
        ("pydantic", True),
        ("pydantic.fields", True),
        ("PIL.Image", True),
        ("yaml", True),
        ("bs4", True),
        ("google.auth.transport", True),
        ("google", True),  # a namespace: some of it is there
        ("google.cloud", True),
        ("google.cloud.storage", True),
        ("google.cloud.bigquery", False),
        ("google.generativeai", False),
        ("google.genai", False),
        ("azure.identity", True),
        ("azure.cosmos", False),
        ("langchain_community.document_loaders", False),
        ("langchain_core", True),
        ("websockets", True),
        ("docker", False),
        ("sklearn", True),
        ("open_webui", False),  # not a package of its own: the host
    ],
)
def test_imports_of_the_newest(dotted: str, expected: bool) -> None:
    assert Host().bundles_import(dotted) is expected


def test_imports_by_release() -> None:
    assert Host("0.6.43").bundles_import("google.generativeai")
    assert Host("0.10.2").bundles_import("langchain_community")
    assert Host("0.10.2").bundles_import("google.genai")


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("sklearn", "scikit-learn"),
        ("yaml", "pyyaml"),
        ("cv2", "opencv-python-headless"),
        ("PIL.Image", "pillow"),
        ("google.generativeai", "google-generativeai"),
        ("google.genai.types", "google-genai"),
        ("google.cloud.bigquery", "google-cloud-bigquery"),
        ("langchain_community.document_loaders", "langchain-community"),
        ("dotenv", "python-dotenv"),
        ("jose", "python-jose"),
        ("github", "pygithub"),
        ("fitz", "pymupdf"),
        ("ollama", "ollama"),
        ("jwt", "pyjwt"),
        ("google", None),
        ("my_own_module", None),
    ],
)
def test_distribution_for(module: str, distribution: str | None) -> None:
    assert Host.distribution_for(module) == distribution


def test_imports_of() -> None:
    assert Host.imports_of("Pillow") == ("PIL",)
    assert Host.imports_of("some_package") == ("some_package",)


def test_pipelines() -> None:
    for module in ("schemas", "utils.pipelines.main", "config", "numpy.linalg", "llama_index.core"):
        assert Host.pipelines_provide(module), module
    assert Host.pipelines_provide("pymongo")
    assert not Host.pipelines_provide("langchain_community")
    assert not Host.pipelines_provide("open_webui.models.users")
    assert Host.pipelines_provide("typing_extensions")


def test_resolved_releases_span_those_read() -> None:
    resolved, read = load("closure")["resolved"], load("releases")["read"]
    assert set(resolved) <= set(read)
    assert {read[0], "0.6.43", "0.11.4", read[-1]} <= set(resolved)


def test_what_a_wheel_requires_is_part_of_what_was_resolved() -> None:
    closure = load("closure")
    for release in closure["resolved"]:
        resolved = {
            name for name, at in closure["packages"].items() if Availability.parse(at).at(release)
        }
        assert Host(release).bundled().keys() == resolved, release


def test_names_are_normalised() -> None:
    kept = load("kept/imports")
    for name in [*kept["imports"], *kept["same_name"].split()]:
        assert name == normalised(name)


def test_what_comes_along() -> None:
    assert "pyannote-audio" in Host.brought_by("torchaudio")
    assert Host.brought_by("requests") == ()
    for name, bringers in load("kept/imports")["along"].items():
        assert [name, *bringers.split()] == [normalised(part) for part in [name, *bringers.split()]]
        assert Host.imports_of(name), name
