"""Tools whose specifications multiply: models of models, decorators of decorators."""

from __future__ import annotations

from tests.robustness.growing import HEADER

_STEPS = 8


def multiplying_models(ways: int) -> str:
    """A tool with a model of which each field is a model of its own, eight deep: `ways` to the eighth."""
    classes = ["class M0(BaseModel):\n    a: int\n"]
    for step in range(1, _STEPS + 1):
        fields = "".join(f"    f{way}: M{step - 1}\n" for way in range(ways))
        classes.append(f"class M{step}(BaseModel):\n{fields}")
    return HEADER + "\n".join(classes) + _tool(f"self, x: M{_STEPS}", "")


def multiplying_decorators(ways: int) -> str:
    """A tool whose decorator returns what one of the others makes, in as many places."""
    functions = ["def d0(f):\n    return f\n"]
    for step in range(1, _STEPS + 1):
        returns = "".join(
            f"    if f.n == {way}:\n        return d{step - 1}(f)\n" for way in range(ways)
        )
        functions.append(f"def d{step}(f):\n{returns}    return f\n")
    return HEADER + "\n".join(functions) + _tool("self, x: int", f"    @d{_STEPS}\n")


def _tool(parameters: str, decorator: str) -> str:
    return (
        f"\n\nclass Tools:\n{decorator}    async def run({parameters}) -> str:\n        return ''\n"
    )
