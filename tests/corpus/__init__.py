"""Lints a folder of real components with two states of the project and tells what changed."""
