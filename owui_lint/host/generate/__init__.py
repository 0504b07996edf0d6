"""Derives the stored facts from published wheels of Open WebUI.

    python -m owui_lint.host.generate open_webui-0.12.4-py3-none-any.whl …
    python -m owui_lint.host.generate --check open_webui-0.12.4-py3-none-any.whl

A wheel is a zip file: its Python files are parsed, never imported, and of the built pages only the
text of the JavaScript chunks is looked at. The result is one reading for each release: a tree whose
leaves are the facts that hold in it. Readings are merged into the data files, where a leaf holds
the ranges of releases that have it, so that the files can be made again from the wheels of
`releases.json`, in any order, one or all at a time.

A new release takes three steps: `pip download --no-deps open-webui==X` and this command on the
wheel; `python -m owui_lint.host.generate.closure X` for what is installed along with it; and
`pytest tests/host`, which names what only people can tell: event types nobody has described in
`data/kept/`, moves that lead nowhere. A release that is built in an unknown way is refused.
"""
