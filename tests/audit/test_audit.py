"""`owui-lint audit`, as an installed command against servers on this machine."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import trustme

from tests.audit import server
from tests.audit.server import ADMIN, USER, Handler, serving

COMMAND = Path(sys.executable).with_name("owui-lint")
BAD = {path.stem for path in (Path(__file__).parent / "fixtures").glob("*.py")}


def run(
    folder: Path, *arguments: str, key: str | None = ADMIN, stdin: str = ""
) -> tuple[int, str, str]:
    """Run in an empty folder; whatever else the command says, it never repeats the key."""
    environment = {**os.environ, "NO_PROXY": "127.0.0.1"}
    environment.pop("OWUI_API_KEY", None)
    if key is not None:
        environment["OWUI_API_KEY"] = key
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
    )
    if key:
        assert key not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def test_every_installed_component_is_checked_for_the_servers_release(tmp_path: Path) -> None:
    with serving(Handler) as url:
        code, out, err = run(tmp_path, "audit", url, "--format=json")
        asked = list(Handler.asked)
    paths = {finding["path"] for finding in json.loads(out)["findings"]}
    assert (code, err) == (1, f"owui-lint: {url} runs Open WebUI 0.12.4 with 15 components\n")
    assert {path.partition("/")[2] for path in paths} == BAD
    assert "tools/undocumented_tools" in paths
    assert asked == [
        ("GET", "/api/config", None),
        ("GET", "/api/v1/functions/export", ADMIN),
        ("GET", "/api/v1/tools/export", ADMIN),
    ]
    assert list(tmp_path.iterdir()) == []


def test_text_output_names_the_components(tmp_path: Path) -> None:
    with serving(server.Few) as url:
        code, out, _ = run(tmp_path, "audit", url)
    assert code == 1
    assert "functions/forgetful_filter:10:5:" in out


def test_what_an_upgrade_of_the_server_breaks(tmp_path: Path) -> None:
    class Old(server.Few):
        def answer(self, path: str, who: str) -> None:
            if path != "/api/config":
                super().answer(path, who)
                return
            said = {**server.ANSWERS[path]["anybody"][1], "version": "0.8.12"}
            self.send(200, json.dumps(said).encode())

    with serving(Old) as url:
        code, out, err = run(tmp_path, "audit", url, "--target-version=0.12.4", "--format=json")
        wrong = run(tmp_path, "audit", url, "--target-version=0.8.0")
    assert "runs Open WebUI 0.8.12" in err
    components = json.loads(out)["components"]
    assert code == 1
    first = components[0]
    assert (first["path"], first["from"], first["to"]) == (
        "functions/unawaited_pipe",
        "0.8.12",
        "0.12.4",
    )
    assert [(each["code"], each["release"]) for each in components[0]["breaks"]] == [
        ("OWU603", "0.9.0")
    ]
    assert wrong[0] == 2
    assert "0.8.12 is newer than 0.8.0; name the older release first" in wrong[2]


def test_the_key_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{ADMIN}\n", encoding="utf-8")
    with serving(server.Few) as url:
        code, _, err = run(tmp_path, "audit", url, "--key-file=key", key=None)
        assert code == 1
        assert ADMIN not in err
        file.write_text("two words\n", encoding="utf-8")
        code, out, err = run(tmp_path, "audit", url, "--key-file=key", key=None)
    assert (code, out) == (2, "")
    assert err == "owui-lint: `key` is not an API key: one word of ASCII characters\n"


def _refusal(folder: Path, handler: type[Handler], *options: str, key: str | None = ADMIN) -> str:
    """Return the one line that is said, without the address."""
    with serving(handler) as url:
        code, out, err = run(folder, "audit", url, *options, key=key)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    return err.removeprefix("owui-lint: ").strip().replace(f"`{url}`", "it")


@pytest.mark.parametrize(
    ("handler", "key", "said"),
    [
        (
            Handler,
            "sk-wrong",
            "it does not accept the key (Your session has expired or the token is invalid. Please sign in again)",
        ),
        (
            Handler,
            USER,
            "the key belongs to a user with the role `user`; "
            "reading functions and tools needs an administrator's key",
        ),
        (
            Handler,
            None,
            "an API key is needed: set `OWUI_API_KEY`, or name a file with `--key-file`",
        ),
        (server.Half, ADMIN, "the answer of it for /api/v1/functions/export broke off"),
        (
            server.NotJson,
            ADMIN,
            "it answers /api/v1/functions/export with half an answer, or not in JSON",
        ),
        (
            server.OtherThings,
            ADMIN,
            "it answers /api/v1/functions/export with something other than components",
        ),
        (
            server.Ollama,
            ADMIN,
            "it does not answer as an Open WebUI does (status 404 for /api/config)",
        ),
        (server.Mirror, ADMIN, r"it does not accept the key (unknown Bearer [key]\x1b[31m)"),
    ],
)
def test_what_goes_wrong_is_one_line(
    tmp_path: Path, handler: type[Handler], key: str | None, said: str
) -> None:
    assert _refusal(tmp_path, handler, key=key) == said


def test_a_server_that_only_drips_is_given_up(tmp_path: Path) -> None:
    said = _refusal(tmp_path, server.Drip, "--timeout=1")
    assert said == "it did not answer /api/v1/functions/export within 1 s"


def test_nobody_there(tmp_path: Path) -> None:
    with serving(Handler) as url:
        pass
    code, _, err = run(tmp_path, "audit", url)
    assert (code, err) == (2, f"owui-lint: `{url}` cannot be reached: Connection refused\n")


@pytest.mark.parametrize("first", ["/api/config", "/api/v1/functions"])
def test_a_redirect_is_not_followed(tmp_path: Path, first: str) -> None:
    class Elsewhere(Handler):
        """Where the key must not arrive."""

    with serving(Elsewhere) as target:
        said = _refusal(tmp_path, server.redirecting(target, first=first))
        assert Elsewhere.asked == []
    assert said == (
        f"it redirects to {target}; name the final address, since the key is not sent to another one"
    )


@pytest.mark.parametrize(
    "url",
    [
        "chat.example.org",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999",
    ],
)
def test_what_is_not_an_address(tmp_path: Path, url: str) -> None:
    code, _, err = run(tmp_path, "audit", url)
    assert (code, err) == (
        2,
        f"owui-lint: `{url}` is not an address such as `https://chat.example.org`\n",
    )


def test_a_key_in_the_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "audit", f"http://user:{ADMIN}@127.0.0.1:1")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "name or password" in err


def test_tls(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with serving(server.Few, context) as url:
        code, _, err = run(tmp_path, "audit", url)
        assert (code, len(err.splitlines())) == (2, 1)
        assert err.startswith(f"owui-lint: the certificate of `{url}` is not trusted: ")
        assert server.Few.asked == []
        assert run(tmp_path, "audit", url, "--ca-file=ca.pem")[0] == 1
    code, _, err = run(tmp_path, "audit", url, "--ca-file=none.pem")
    assert (code, err.splitlines()[0]) == (
        2,
        "owui-lint: `none.pem` cannot be read as certificates: No such file or directory",
    )
    with serving(Handler) as url:
        code, _, err = run(tmp_path, "audit", url.replace("http:", "https:"))
    assert code == 2
    assert "does not speak TLS" in err


def test_upgrade_asks_the_server_for_its_release(tmp_path: Path) -> None:
    (tmp_path / "pipe.py").write_text("class Pipe:\n    def pipe(self, body):\n        return ''\n")
    with serving(Handler) as url:
        code, _, err = run(tmp_path, "upgrade", "pipe.py", "--from", url, key=None)
        assert (code, err) == (0, f"owui-lint: {url} runs Open WebUI 0.12.4\n")
        assert Handler.asked == [("GET", "/api/config", None)]
