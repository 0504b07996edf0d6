"""Nodes and where they stand; scopes, names and classes, and what a name stands for."""
