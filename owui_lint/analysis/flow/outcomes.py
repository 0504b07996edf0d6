"""Which ways out of a function there are: by `return`, at its end, or not at all.

Exact for what the text decides (`return`, `raise`, loops, `try`/`finally`, `with`, `match`, calls
that never come back); a test that is no constant may go either way. Where only the data decides,
as in a loop that retries until it raises, an exit is left out rather than guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.exhaustive import covers_everything
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_Block = cst.BaseSuite | cst.Module
_LEAVERS = frozenset(
    {"sys.exit", "os._exit", "os.abort", "exit", "quit", "typing.assert_never"}
    | {"typing.NoReturn", "typing.Never", "typing_extensions.assert_never"}
)
"""Calls (and return annotations) of what never comes back."""
_EVERYTHING = frozenset({"Exception", "BaseException"})


@dataclass(frozen=True)
class Outcome:
    """What running a block can lead to.

    Attributes:
        falls: the block can be run to its end
        after: the statement behind whose end the block ends; None where that is the block itself
        returns: the `return` statements that can be reached
        breaks, continues: a `break` or `continue` of the loop around can be reached
        raises: a statement of it may raise (a bare name, a constant and `pass` do not)
    """

    falls: bool = True
    after: cst.CSTNode | None = None
    returns: tuple[cst.Return, ...] = ()
    breaks: bool = False
    continues: bool = False
    raises: bool = False

    def then(self, following: Outcome) -> Outcome:
        """This block, and then another one."""
        if following is _GOES_ON and self is following:
            return self
        return Outcome(
            following.falls,
            following.after,
            (*self.returns, *following.returns),
            self.breaks or following.breaks,
            self.continues or following.continues,
            self.raises or following.raises,
        )

    def either(self, other: Outcome) -> Outcome:
        """This block, or another one."""
        falling = self if self.falls else other
        return Outcome(
            self.falls or other.falls,
            falling.after,
            (*self.returns, *other.returns),
            self.breaks or other.breaks,
            self.continues or other.continues,
            self.raises or other.raises,
        )


_NOWHERE = Outcome(falls=False)
_GOES_ON = Outcome(raises=True)
_ORDINARY = frozenset(
    {cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Import, cst.ImportFrom, cst.Del}
)
"""Statements that may raise, and do nothing else of interest: most of all."""


@cached
def outcome_of(file: PythonFile, function: FunctionScope) -> Outcome:
    """What running the body of a `def` leads to."""
    assert isinstance(function.node, cst.FunctionDef)
    return _Reader(file).block(function.node.body)


@cached
def falls_through(file: PythonFile, block: cst.BaseSuite) -> bool:
    """Whether a block of a function can be run to its end, so that what follows it runs."""
    return _Reader(file).block(block).falls


@cached
def outcome_of_block(file: PythonFile, block: cst.BaseSuite) -> Outcome:
    """Return what running a block of a function leads to."""
    return _Reader(file).block(block)


@cached
def never_returns(file: PythonFile, function: FunctionScope, depth: int = 0) -> bool:
    """Whether a call of the function never comes back: it always raises, exits or loops for ever."""
    node = function.node
    if not isinstance(node, cst.FunctionDef) or function.is_generator or depth > 4:
        return False
    if node.decorators and not function.decorator_names <= {"staticmethod", "classmethod"}:
        return False
    if node.returns is not None:
        annotated = file.qualified(node.returns.annotation, function.parent)
        if annotated in _LEAVERS:
            return True
    outcome = _Reader(file, depth + 1).block(node.body)
    return not outcome.falls and not outcome.returns and not _is_abstract(function)


def _is_abstract(function: FunctionScope) -> bool:
    """Whether the method only says that a subclass must define it."""
    raised = function.of(cst.Raise)
    names = (r.exc.func if isinstance(r.exc, cst.Call) else r.exc for r in raised)
    return any(isinstance(n, cst.Name) and n.value == "NotImplementedError" for n in names)


class _Reader:
    """Reads the blocks of one function."""

    def __init__(self, file: PythonFile, depth: int = 0) -> None:
        self._file = file
        self._depth = depth

    def block(self, block: _Block) -> Outcome:
        outcome = Outcome()
        for statement in statements_of(block):
            if not outcome.falls:
                break
            outcome = outcome.then(self._statement(statement))
        return outcome

    def _statement(self, node: cst.CSTNode) -> Outcome:
        if node.__class__ in _ORDINARY:
            return _GOES_ON
        if isinstance(node, cst.If):
            return self._if(node)
        if isinstance(node, (cst.Try, cst.TryStar)):
            return self._try(node)
        if isinstance(node, cst.While):
            return self._while(node)
        if isinstance(node, cst.For):
            return self._for(node)
        if isinstance(node, cst.With):
            return self._with(node)
        if isinstance(node, cst.Match):
            return self._match(node)
        return self._small(node)

    def _small(self, node: cst.CSTNode) -> Outcome:
        if isinstance(node, cst.Return):
            return Outcome(False, None, (node,), raises=not _is_harmless(node.value))
        if isinstance(node, cst.Raise):
            return Outcome(False, raises=True)
        if isinstance(node, cst.Break):
            return Outcome(False, breaks=True)
        if isinstance(node, cst.Continue):
            return Outcome(False, continues=True)
        if isinstance(node, cst.Assert) and self._constant(node.test) is False:
            return Outcome(False, raises=True)
        if isinstance(node, cst.Expr) and self._exits(node.value):
            return _NOWHERE  # `SystemExit` passes every ordinary handler
        if isinstance(node, cst.Expr) and self._leaves(node.value):
            return Outcome(False, raises=True)
        if isinstance(node, (cst.Pass, cst.FunctionDef, cst.ClassDef, cst.Global, cst.Nonlocal)):
            return Outcome()
        return Outcome(raises=not isinstance(node, cst.Expr) or not _is_harmless(node.value))

    def _exits(self, value: cst.BaseExpression) -> bool:
        """Whether it ends the process."""
        return isinstance(value, cst.Call) and self._file.qualified(value.func) in _LEAVERS

    def _leaves(self, value: cst.BaseExpression) -> bool:
        """Whether it calls a function of the file that never comes back."""
        awaited = isinstance(value, cst.Await)
        call = value.expression if isinstance(value, cst.Await) else value
        if not isinstance(call, cst.Call) or self._depth > 4:
            return False
        function = self._file.callee(call)
        return (
            function is not None
            and function.is_async == awaited
            and function.name != "__init__"
            and never_returns(self._file, function, self._depth)
        )

    def _constant(self, test: cst.BaseExpression) -> bool | None:
        return self._file.decided(test)

    def _if(self, node: cst.If) -> Outcome:
        branches: list[Outcome] = []
        rest: cst.If | cst.Else | None = node
        while isinstance(rest, cst.If):  # no recursion: a chain may be longer than Python's stack
            value = self._constant(rest.test)
            body = _NOWHERE if value is False else self._named(self.block(rest.body), rest)
            branches.append(_after_reading(rest.test, body))
            if value is True:
                break
            following = rest.orelse
            if (
                isinstance(following, cst.If)
                and following.orelse is None
                and _are_opposites(rest.test, following.test)
            ):
                branches.append(self._named(self.block(following.body), following))
                break
            if following is None and covers_everything(self._file, node, self._falls):
                branches.append(_NOWHERE)
            elif following is None:
                branches.append(Outcome(after=rest))
            elif isinstance(following, cst.Else):
                branches.append(self._named(self.block(following.body), following))
            rest = following
        outcome = branches.pop()
        while branches:
            outcome = branches.pop().either(outcome)
        return outcome

    def _falls(self, block: cst.BaseSuite) -> bool:
        return self.block(block).falls

    def _while(self, node: cst.While) -> Outcome:
        body = self.block(node.body)
        if self._constant(node.test) is True:
            return Outcome(body.breaks, node, body.returns, raises=body.raises)
        return self._loop(node, body)

    def _for(self, node: cst.For) -> Outcome:
        return self._loop(node, self.block(node.body))

    def _loop(self, node: cst.While | cst.For, body: Outcome) -> Outcome:
        done = Outcome(after=node) if node.orelse is None else self.block(node.orelse.body)
        if node.orelse is None and _is_retry(node, body):
            done = _NOWHERE
        ends = done.either(Outcome(after=node)) if body.breaks else done
        return Outcome(
            ends.falls,
            ends.after or node,
            (*body.returns, *done.returns),
            done.breaks,
            done.continues,
            raises=True,
        )

    def _with(self, node: cst.With) -> Outcome:
        body = self.block(node.body)
        suppressed = [name for item in node.items for name in self._suppressed(item)]
        if body.raises and suppressed:
            body = body.either(Outcome(after=node))
        return replace(body, raises=not _EVERYTHING & set(suppressed))

    def _suppressed(self, item: cst.WithItem) -> list[str | None]:
        """The names of the exceptions that a context manager swallows."""
        call = item.item
        if not isinstance(call, cst.Call):
            return []
        if self._file.qualified(call.func) in ("contextlib.suppress", "suppress"):
            return [self._file.qualified(arg.value) for arg in call.args]
        model = self._file.class_named(call.func, self._file.scope_of(call))
        if model is not None:
            leave = model.method("__exit__") or model.method("__aexit__")
            results = leave.of(cst.Return) if leave is not None else []
            values = [r.value.value for r in results if isinstance(r.value, cst.Name)]
            return ["Exception"] if values and values == ["True"] * len(results) else []
        function = self._file.callee(call)
        return self._swallowed_by(function) if function is not None else []

    def _swallowed_by(self, function: FunctionScope) -> list[str | None]:
        """The names of what a context manager that is made of a generator swallows."""
        if not function.decorator_names & {"contextmanager", "asynccontextmanager"}:
            return []
        found: list[str | None] = []
        for node in function.of(cst.Try):
            yields = any(
                part is node.body
                for y in function.of(cst.Yield)
                for part in self._file.ancestors(y)
            )
            for handler in node.handlers if yields else ():
                if self.block(handler.body).falls:
                    types = handler.type
                    found.append("Exception" if types is None else self._file.qualified(types))
        return found

    def _match(self, node: cst.Match) -> Outcome:
        outcome = _NOWHERE
        for case in node.cases:
            outcome = outcome.either(self._named(self.block(case.body), case))
        if not any(_matches_all(case) for case in node.cases):
            outcome = outcome.either(Outcome(after=node))
        return _after_reading(node.subject, outcome)

    def _try(self, node: cst.Try | cst.TryStar) -> Outcome:
        body = self.block(node.body)
        caught = any(self._takes_all(handler) for handler in node.handlers)
        outcome = replace(body, raises=body.raises and not caught)
        if body.falls and node.orelse is not None:
            outcome = outcome.then(self.block(node.orelse.body))
        if body.raises:
            for handler in node.handlers:
                outcome = outcome.either(self._named(self.block(handler.body), handler))
        if node.finalbody is None:
            return outcome
        final = self.block(node.finalbody.body)
        if not final.falls:
            return final  # it replaces whatever was on its way out
        return Outcome(
            outcome.falls,
            outcome.after,
            (*outcome.returns, *final.returns),
            outcome.breaks or final.breaks,
            outcome.continues or final.continues,
            outcome.raises or final.raises,
        )

    def _takes_all(self, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
        return handler.type is None or self._file.qualified(handler.type) in _EVERYTHING

    @staticmethod
    def _named(outcome: Outcome, node: cst.CSTNode) -> Outcome:
        """The outcome of a branch, `node` being where its end is found unless the branch says more."""
        if not outcome.falls or outcome.after is not None:
            return outcome
        return replace(outcome, after=node)


def statements_of(block: _Block) -> Iterator[cst.CSTNode]:
    """The statements of a block, several on a line one by one."""
    body: Sequence[cst.CSTNode] = block.body
    for statement in body:
        if isinstance(statement, cst.SimpleStatementLine):
            yield from statement.body
        else:
            yield statement


def _after_reading(value: cst.BaseExpression, outcome: Outcome) -> Outcome:
    """The outcome, when `value` is worked out first."""
    return outcome if _is_harmless(value) else replace(outcome, raises=True)


def _is_harmless(value: cst.BaseExpression | None) -> bool:
    """Whether reading the expression cannot raise (a name that is not bound left aside)."""
    if isinstance(value, cst.UnaryOperation) and isinstance(value.operator, cst.Not):
        return _is_harmless(value.expression)
    return value is None or isinstance(
        value, (cst.Name, cst.SimpleString, cst.Integer, cst.Float, cst.Ellipsis)
    )


def _are_opposites(first: cst.BaseExpression, second: cst.BaseExpression) -> bool:
    """Whether one test is `not` the other."""
    return any(
        isinstance(one, cst.UnaryOperation)
        and isinstance(one.operator, cst.Not)
        and one.expression.deep_equals(other)
        for one, other in ((first, second), (second, first))
    )


def _is_retry(node: cst.While | cst.For, body: Outcome) -> bool:
    """Whether the loop is left by `return` or `raise` only, as far as its author can tell.

    `for attempt in range(3): try: return … except: if attempt == 2: raise` never runs out, but
    only the numbers say so.
    """
    return bool(body.returns) and not body.breaks and _holds_raise(node.body)


def _holds_raise(block: _Block) -> bool:
    pending: list[cst.CSTNode] = [block]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Raise):
            return True
        if not isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.BaseExpression)):
            pending.extend(node.children)
    return False


def _matches_all(case: cst.MatchCase) -> bool:
    """Whether the case matches whatever comes (`case _`, `case other`)."""
    pattern = case.pattern
    if case.guard is not None:
        return False
    if isinstance(pattern, cst.MatchOr):
        return any(
            isinstance(p.pattern, cst.MatchAs) and p.pattern.pattern is None
            for p in pattern.patterns
        )
    return isinstance(pattern, cst.MatchAs) and pattern.pattern is None
