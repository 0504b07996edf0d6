"""From bytes to a syntax tree: decoding, the limits that keep the parsers alive, the one LibCST parse."""
