"""The reference components; installed as `owui_lint.components`."""
