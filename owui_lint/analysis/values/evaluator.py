"""Works out what expressions are worth (`values`), under the calls through which they are reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import Argument, CallContext, CallGraph, UnboundParameterError
from owui_lint.analysis.flow.reaching_definitions import reaching_value
from owui_lint.analysis.syntax.decorators import TRANSPARENT
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.matchers import subscript_key
from owui_lint.analysis.syntax.names import literal, text
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.analysis.values.dict_updates import DictUpdates
from owui_lint.analysis.values.literals import (
    BUILTIN_TYPES,
    STRING_METHODS,
    plain,
    string_parts,
)
from owui_lint.analysis.values.value import (
    UNKNOWN,
    DictValue,
    ListValue,
    Ref,
    StrValue,
    TypedValue,
    Value,
)

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

MOST_STEPS = 24
"""Deeper than this, names and calls are not followed."""
MOST_EXPRESSIONS = 2_000
"""More expressions than this are not read for one value: in 24 steps, `x + x` doubles to millions."""
MOST_TEXT = 100_000
"""Characters of a composed text that are kept: its beginning tells enough."""


class Evaluator:
    """Reads expressions of one file."""

    def __init__(self, file: PythonFile, graph: CallGraph) -> None:
        self._file = file
        self._graph = graph
        self._tables = DictUpdates(file, graph)
        self._left = MOST_EXPRESSIONS
        self._depth = 0

    def values(self, ref: Ref) -> list[Value]:
        """Every value the expression can have; `UNKNOWN` among them where something is not known.

        Raises:
            UnboundParameterError: a parameter is read whose function is not in `ref.calls`
        """
        if self._depth == 0:
            self._left = MOST_EXPRESSIONS
        self._left -= 1
        if self._depth > MOST_STEPS or self._left < 0:
            return [UNKNOWN]
        reader = _READERS.get(ref.node.__class__)
        if reader is None:
            return [plain(ref)]
        self._depth += 1
        try:
            return reader(self, ref)
        finally:
            self._depth -= 1

    def entry(self, table: DictValue, key: str) -> list[Value]:
        """Every value that a dict can have under `key`."""
        found: list[Value] = []
        for ref in table.entries.get(key, ()):
            for value in self.values(ref):
                if isinstance(value, DictValue):
                    self._tables.touch(value, table.nested_updates.get(key, ()))
                found.append(value)
        return found

    def text(self, ref: Ref) -> StrValue | None:
        """The text an expression certainly is; None where it can be something else or nothing known."""
        values = self.values(ref)
        return values[0] if len(values) == 1 and isinstance(values[0], StrValue) else None

    def changes_items(self, name: str, home: Scope) -> bool:
        """Whether the file changes the dicts in the list of that name after making it."""
        return self._tables.changes_items(name, home)

    # -- strings -------------------------------------------------------------------------------

    def _string(self, ref: Ref) -> list[Value]:
        start = ""
        for part in string_parts(ref.node):
            if isinstance(part, str):
                start += part
                continue
            known = self._embedded(Ref(part, ref.calls))
            if known is None:
                return [StrValue(start, exact=False)]
            start += known.start
            if not known.exact:
                return [StrValue(start, exact=False)]
            if len(start) > MOST_TEXT:
                return [StrValue(start[:MOST_TEXT], exact=False)]
        return [StrValue(start)]

    def _embedded(self, ref: Ref) -> StrValue | None:
        try:
            values = self.values(ref)
        except UnboundParameterError:  # the text before it says enough: no need to try every caller
            return None
        return values[0] if len(values) == 1 and isinstance(values[0], StrValue) else None

    def _binary(self, ref: Ref) -> list[Value]:
        node = ref.node
        assert isinstance(node, cst.BinaryOperation)
        if isinstance(node.operator, cst.BitOr):
            return [self._merged(node, ref.calls)]
        if not isinstance(node.operator, (cst.Add, cst.Modulo)):
            return [UNKNOWN]
        left = self.values(Ref(node.left, ref.calls))
        first = left[0] if len(left) == 1 else UNKNOWN
        if isinstance(first, StrValue):
            if isinstance(node.operator, cst.Modulo):
                return [StrValue(first.start.split("%")[0], exact=False)]
            right = self._embedded(Ref(node.right, ref.calls)) if first.exact else None
            if right is None:
                return [StrValue(first.start, exact=False)]
            start = first.start + right.start
            return [StrValue(start[:MOST_TEXT], right.exact and len(start) <= MOST_TEXT)]
        if isinstance(first, ListValue) and isinstance(node.operator, cst.Add):
            return [TypedValue("array")]
        return [UNKNOWN]

    def _merged(self, node: cst.BinaryOperation, calls: CallContext) -> Value:
        """`{…} | {…}`, as far as one side is a dict."""
        table = DictValue(node)
        for side in (node.left, node.right):
            self._spread(table, Ref(side, calls))
        return table if table.entries else UNKNOWN

    # -- names ---------------------------------------------------------------------------------

    def _name(self, ref: Ref) -> list[Value]:
        node = ref.node
        assert isinstance(node, cst.Name)
        scope = self._file.scope_of(node)
        found = scope.lookup(node.value)
        if found is None:
            return [plain(ref)]
        home, bindings = found
        if len(bindings) == 1 and bindings[0].how == "parameter":
            assert isinstance(home, FunctionScope)
            return self._parameter(home, node.value, ref.calls)
        if len(bindings) == 1 and bindings[0].how in ("for", "comprehension"):
            return self._each(Ref(bindings[0].value or node, ref.calls))
        value = scope.sole_value(node.value) or reaching_value(self._file, node, home)
        if value is None:
            return [UNKNOWN]
        values = self._changed(self.values(Ref(value, ref.calls)), node.value, home, ref.calls)
        for one in values:
            if isinstance(one, DictValue):
                self._tables.take_removed(one, node.value, home, node)
        return values

    def _each(self, ref: Ref) -> list[Value]:
        """The values of a variable that runs over a literal list."""
        listed: cst.BaseExpression | None = ref.node
        if isinstance(listed, cst.Name):
            listed = self._file.scope_of(listed).sole_value(listed.value)
        if not isinstance(listed, (cst.List, cst.Tuple, cst.Set)):
            return [UNKNOWN]
        found: list[Value] = []
        for element in listed.elements:
            plain = isinstance(element, cst.Element)
            found += self.values(Ref(element.value, ref.calls)) if plain else [UNKNOWN]
        return found or [UNKNOWN]

    def _subscript(self, ref: Ref) -> list[Value]:
        """An entry of a dict that is written down under a name: `TYPES["progress"]`."""
        node = ref.node
        assert isinstance(node, cst.Subscript)
        key = subscript_key(node)
        scope = self._file.scope_of(node)
        if key is None or (
            isinstance(node.value, cst.Name)
            and not isinstance(scope.sole_value(node.value.value), cst.Dict)
        ):
            return [UNKNOWN]
        outer = self.values(Ref(node.value, ref.calls))
        table = outer[0] if len(outer) == 1 else UNKNOWN
        return (self.entry(table, key) if isinstance(table, DictValue) else []) or [UNKNOWN]

    def _changed(
        self, values: list[Value], name: str, home: Scope, calls: CallContext
    ) -> list[Value]:
        """The values, with what is put later into the dicts among them under that name."""
        found = list(values)
        for index, one in enumerate(values):
            if isinstance(one, DictValue):
                self._tables.apply_changes(one, name, home, calls)
            elif isinstance(one, ListValue) and self._tables.changes_items(name, home):
                found[index] = TypedValue("array")
        return found

    def _parameter(self, function: FunctionScope, name: str, calls: CallContext) -> list[Value]:
        parameter = function.parameter(name)
        key = id(function.node)
        if parameter is None or parameter.star == "*":
            return [UNKNOWN]
        if function.self_name == name:
            return [UNKNOWN]
        if key not in calls:
            raise UnboundParameterError(function)
        call = calls[key]
        if parameter.star and call is not None:
            return self._changed([self._keywords(function, call, calls)], name, function, calls)
        argument = self._graph.argument(function, call, parameter) if call else Argument(None)
        if argument.node is None:
            return [UNKNOWN]
        return self._changed(self.values(Ref(argument.node, calls)), name, function, calls)

    def _keywords(self, function: FunctionScope, call: cst.Call, calls: CallContext) -> DictValue:
        """What a call puts into `**kwargs`."""
        table = DictValue(call)
        for arg in call.args:
            if arg.star:
                self._spread(table, Ref(arg.value, calls))
            elif arg.keyword is not None and function.parameter(arg.keyword.value) is None:
                table.entries[arg.keyword.value] = [Ref(arg.value, calls)]
        return table

    def _attribute(self, ref: Ref) -> list[Value]:
        node = ref.node
        assert isinstance(node, cst.Attribute)
        scope = self._file.scope_of(node)
        if node.attr.value == "value" and isinstance(node.value, cst.Attribute):
            return self._attribute(Ref(node.value, ref.calls))  # an Enum member's value
        owner = self._file.class_named(node.value, scope) or self._file.instance_class(
            node.value, scope
        )
        if owner is None:
            return [UNKNOWN]
        stored = owner.stored.get(node.attr.value, [])
        member = owner.member(node.attr.value)
        value = None
        if not stored and member is not None and member.how == "assign":
            value = member.value
        elif len(stored) == 1 and member is None:
            value = stored[0].value
        if value is None:
            return [UNKNOWN]
        try:
            values = self.values(Ref(value, ref.calls))
        except (
            UnboundParameterError
        ):  # what an object was made with is not told apart from another one
            return [UNKNOWN]
        return self._changed(values, f".{node.attr.value}", scope, ref.calls)

    # -- composed ------------------------------------------------------------------------------

    def _awaited(self, ref: Ref) -> list[Value]:
        node = ref.node
        assert isinstance(node, cst.Await)
        return self.values(Ref(node.expression, ref.calls))

    def _walrus(self, ref: Ref) -> list[Value]:
        node = ref.node
        assert isinstance(node, cst.NamedExpr)
        return self.values(Ref(node.value, ref.calls))

    def _alternatives(self, ref: Ref) -> list[Value]:
        node = ref.node
        if isinstance(node, cst.IfExp):
            sides: Sequence[cst.BaseExpression] = (node.body, node.orelse)
        else:
            assert isinstance(node, cst.BooleanOperation)
            sides = (node.left, node.right)
        found: list[Value] = []
        for side in sides:
            found += self.values(Ref(side, ref.calls))
        return found

    def _dict(self, ref: Ref) -> list[Value]:
        node = ref.node
        assert isinstance(node, cst.Dict)
        table = DictValue(node)
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                key = text(element.key) or literal(element.key, self._file.scope_of(node))
                if isinstance(key, str):
                    table.entries[key] = [Ref(element.value, ref.calls)]
                else:
                    table.may_have_more_keys = True
            else:
                self._spread(table, Ref(element.value, ref.calls))
        return [table]

    def _spread(self, table: DictValue, ref: Ref) -> None:
        """Put `**ref` into the table."""
        values = self.values(ref)
        inner = values[0] if len(values) == 1 else UNKNOWN
        if not isinstance(inner, DictValue):
            table.may_have_more_keys = True
            return
        table.may_have_more_keys = (
            table.may_have_more_keys or inner.may_have_more_keys or bool(inner.nested_updates)
        )
        table.entries.update(inner.entries)

    def _call(self, ref: Ref) -> list[Value]:
        node = ref.node
        assert isinstance(node, cst.Call)
        function = self._file.callee(node)
        if function is not None:
            return self._result(function, node, ref.calls)
        name = self._file.qualified(node.func)
        if name == "dict":
            return [self._dict_call(node, ref.calls)]
        if name in BUILTIN_TYPES:
            return [TypedValue(BUILTIN_TYPES[name])]
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in STRING_METHODS:
            receiver = self.values(Ref(node.func.value, ref.calls))
            if all(
                isinstance(value, StrValue) or value == TypedValue("string") for value in receiver
            ):
                return [TypedValue("string")]
        return [UNKNOWN]

    def _dict_call(self, node: cst.Call, calls: CallContext) -> DictValue:
        table = DictValue(node)
        for arg in node.args:
            if arg.keyword is not None:
                table.entries[arg.keyword.value] = [Ref(arg.value, calls)]
            elif arg.star == "*":
                table.may_have_more_keys = True
            else:
                self._spread(table, Ref(arg.value, calls))
        return table

    def _result(self, function: FunctionScope, call: cst.Call, calls: CallContext) -> list[Value]:
        """What a function of the file returns for that call."""
        if function.is_generator or function.name == "__init__":
            return [UNKNOWN]
        if not function.decorator_names <= TRANSPARENT:
            return [UNKNOWN]
        inner = {**calls, id(function.node): call}
        if isinstance(function.node, cst.Lambda):
            return self.values(Ref(function.node.body, inner))
        results = [node.value for node in function.of(cst.Return)]
        found: list[Value] = []
        for result in results:
            if result is None:
                return [UNKNOWN]
            found += self.values(Ref(result, inner))
        return found or [UNKNOWN]


_READERS: dict[type, Callable[[Evaluator, Ref], list[Value]]] = {
    cst.SimpleString: Evaluator._string,
    cst.ConcatenatedString: Evaluator._string,
    cst.FormattedString: Evaluator._string,
    cst.Name: Evaluator._name,
    cst.Attribute: Evaluator._attribute,
    cst.Dict: Evaluator._dict,
    cst.Call: Evaluator._call,
    cst.Await: Evaluator._awaited,
    cst.IfExp: Evaluator._alternatives,
    cst.BooleanOperation: Evaluator._alternatives,
    cst.NamedExpr: Evaluator._walrus,
    cst.BinaryOperation: Evaluator._binary,
    cst.Subscript: Evaluator._subscript,
}
