"""The language server: findings, fixes, rule pages and codes in an editor, over stdio."""
