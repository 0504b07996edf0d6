"""The rules, one a file, by family; installed as `owui_lint.rules`."""
