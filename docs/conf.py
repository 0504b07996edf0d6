"""Settings of Sphinx; `python -m docs` runs it."""

from owui_lint import __version__
from owui_lint.links import REPOSITORY, SITE

project = "owui-lint"
author = "The owui-lint authors"
release = version = __version__
copyright = author  # noqa: A001 (Sphinx's own name)

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
nitpick_ignore_regex = [("py:.*", r"(?!owui_lint\.).*")]

html_theme = "furo"
html_title = "owui-lint"
html_baseurl = SITE
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "source_repository": REPOSITORY,
    "footer_icons": [],
}
pygments_style = "friendly"
pygments_dark_style = "monokai"
