"""What a fix writes: replacements, statements, imports."""
