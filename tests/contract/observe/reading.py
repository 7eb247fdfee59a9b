"""Reads a query, and says what in it can never be answered."""

from collections.abc import Mapping

import promql_parser as promql

Labels = frozenset[str]
NONE: Labels = frozenset()
# Of these the left side is what is answered.
SETS = ("and", "unless")


class QueryReader:
    """Walks an expression; ``faults`` are the names in it that nothing ``known`` bears."""

    def __init__(self, known: Mapping[str, Labels]) -> None:
        self._known = known
        self.faults: list[str] = []

    def labels(self, expression: promql.Expr) -> Labels | None:
        """The labels that the answer can bear; None where it is a number without any."""
        match expression:
            case promql.VectorSelector():
                return self._selected(expression)
            case promql.MatrixSelector():
                return self._selected(expression.vector_selector)
            case promql.AggregateExpr():
                return self._aggregated(expression)
            case promql.BinaryExpr():
                return self._combined(expression)
            case promql.Call():
                return self._called(expression)
            case promql.ParenExpr() | promql.UnaryExpr() | promql.SubqueryExpr():
                return self.labels(expression.expr)
            case _:
                return None

    def _selected(self, selector: promql.VectorSelector) -> Labels:
        found = self._known.get(selector.name or "")
        if found is None:
            self.faults.append(f"there is no metric {selector.name}")
            return NONE
        for matcher in selector.matchers.matchers:
            self._need(matcher.name, found, f"{selector.name}")
        return found

    def _aggregated(self, expression: promql.AggregateExpr) -> Labels:
        inner = self.labels(expression.expr) or NONE
        if expression.modifier is None:
            return NONE
        named = frozenset(expression.modifier.labels)
        for label in named:
            self._need(label, inner, expression.prettify())
        by = expression.modifier.type == promql.AggModifierType.By
        return named if by else inner - named

    def _combined(self, expression: promql.BinaryExpr) -> Labels | None:
        left, right = self.labels(expression.lhs), self.labels(expression.rhs)
        if left is None or right is None:
            return right if left is None else left
        operator = str(expression.op)
        if operator == "or":
            return left | right
        modifier = expression.modifier
        matching = modifier.matching if modifier else None
        if modifier is None or matching is None:
            if left != right:
                self.faults.append(f"the sides never match: {expression.prettify()}")
            return left
        for label in matching.labels:
            self._need(label, left & right, expression.prettify())
        many = modifier.card == promql.VectorMatchCardinality.ManyToOne
        return left if operator in SETS or many else frozenset(matching.labels)

    def _called(self, call: promql.Call) -> Labels | None:
        answers = [self.labels(each) for each in call.args]
        match call.func.name:
            case "time" | "scalar":
                return None
            case "vector":
                return NONE
            case "absent":
                (selector,) = call.args
                return frozenset(
                    each.name
                    for each in selector.matchers.matchers
                    if each.op == promql.MatchOp.Equal
                )
        found = NONE.union(*(each for each in answers if each is not None))
        return found - {"le"} if call.func.name == "histogram_quantile" else found

    def _need(self, label: str, there: Labels, where: str) -> None:
        if label not in there:
            self.faults.append(f"no label {label} in {where}")


def selectors(expression: promql.Expr) -> list[promql.VectorSelector]:
    """Every selection in an expression."""
    found: list[promql.VectorSelector] = []

    def keep(node: promql.Expr) -> None:
        if isinstance(node, promql.VectorSelector):
            found.append(node)

    promql.walk(expression, keep)
    return found
