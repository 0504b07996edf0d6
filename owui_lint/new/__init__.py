"""New components to start from: small, in the shape of the reference components, and strictly clean.

`templates/` holds one text a kind. A line `#: tool.py EventEmitter` stands for that definition of the
reference component, so that both have one source; `#: tool.py EventEmitter Tools=Pipe` names another
class in it.
"""
