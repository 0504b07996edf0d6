"""`python -m owui_lint` is the `owui-lint` command."""

import sys

from owui_lint.cli import main

sys.exit(main())
