"""Which findings a comment silences, and which comments silence nothing. The forms are in ``directives``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gostatic.base.lines import LineCounter
from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.engine.directives import Directive, directives_of

NO_REASON = "no reason given"


@dataclass(frozen=True, slots=True)
class SuppressionRules:
    """What a comment must have to silence anything, and whether unused ones are told.

    ``known`` are the ids of all rules there are, empty when unknown ids are not looked for.
    """

    require_rule: bool = False
    require_reason: bool = False
    tell_unused: bool = True
    known: tuple[str, ...] = ()


ANY_COMMENT = SuppressionRules()


class Suppressions:
    """The comments of the files of a run, and which of them have been of use."""

    def __init__(self, texts: Mapping[str, bytes], chain: Sequence[str], demands: SuppressionRules) -> None:
        """Takes the files' bytes by run path; rule ids of which any stands for all (``chain``); and the demands."""
        self._texts = texts
        self._chain = frozenset(chain)
        self._demands = demands
        self._directives: dict[str, tuple[Directive, ...]] = {}
        self._lines: dict[str, LineCounter] = {}
        self._used: set[tuple[str, int]] = set()

    def reason(self, rule: str, span: Span) -> str | None:
        """The reason a finding of the rule at the span is silenced with, None when it is not."""
        directives = self._of(span.file)
        if not directives:
            return None
        lines = self._lines.get(span.file)
        if lines is None:
            lines = self._lines[span.file] = LineCounter(self._texts.get(span.file, b""))
        line = lines.line_of(span.start)
        found = None
        for directive in directives:
            if directive.first <= line <= directive.last and self._meant(directive, rule) and self._holds(directive):
                # All that cover it are of use; the nearest one, which comes last, has the word.
                self._used.add((span.file, directive.line))
                found = directive.reason or NO_REASON
        return found

    def problems(self, judged: Collection[str], ran: Collection[str], everything: bool) -> list[Problem]:
        """What is wrong with the comments in the files ``judged``, in source order.

        ``ran`` are the ids of the rules that ran; only with ``everything``, when none was left out by choice, can a
        comment for all rules be called unused.
        """
        problems = []
        for file in sorted(judged):
            for directive in self._of(file):
                message = self._complaint(file, directive, ran, everything)
                if message:
                    problems.append(Problem(ProblemKind.SUPPRESSION, file, directive.line, message))
        return problems

    def _complaint(self, file: str, directive: Directive, ran: Collection[str], everything: bool) -> str:
        if not directive.addressed:
            return ""
        if directive.unknown == " ":
            is_meant = directive.rules[0] in self._demands.known
            return 'a comment with a blank before "gostatic:" silences nothing' if is_meant else ""
        if directive.unknown:
            from gostatic.engine.config import suggestion

            meant = "file-ignore" if "file" in directive.unknown else ""
            hint = f' (did you mean "{meant}"?)' if meant else suggestion(directive.unknown, ("ignore", "file-ignore"))
            return f'unknown comment "//gostatic:{directive.unknown[:60]}"{hint}'
        unknown = self._unknown_rule(directive)
        if unknown:
            return unknown
        if self._demands.require_rule and not directive.rules:
            return "suppression has no effect: it must name the rules it is for"
        if self._demands.require_reason and not directive.reason:
            return "suppression has no effect: it must give a reason"
        if not self._demands.tell_unused or (file, directive.line) in self._used:
            return ""
        if not (everything if not directive.rules else all(rule in ran for rule in directive.rules)):
            return ""
        of_rules = f" of {', '.join(directive.rules)}" if directive.rules else ""
        return f"unused suppression{of_rules}: nothing is reported there"

    def _unknown_rule(self, directive: Directive) -> str:
        """The complaint about a rule that there is not; in other linters' comments only about one that looks like ours."""
        from gostatic.engine.config import suggestion

        known = self._demands.known
        for number, rule in enumerate(directive.rules if known else ()):
            if rule in known or (not directive.own and "*" in rule):
                continue
            if not directive.own and not _looks_like_one_of(rule, known):
                continue
            hint = suggestion(rule, known)
            if directive.own and number and not hint and not directive.reason:
                return f'suppression of an unknown rule "{rule[:60]}"; the reason stands behind "--"'
            return f'suppression of an unknown rule "{rule[:60]}"{hint}'
        return ""

    def _of(self, file: str) -> tuple[Directive, ...]:
        found = self._directives.get(file)
        if found is None:
            found = self._directives[file] = directives_of(self._texts.get(file, b""))
        return found

    def _holds(self, directive: Directive) -> bool:
        if self._demands.require_rule and not directive.rules:
            return False
        return not self._demands.require_reason or bool(directive.reason)

    def _meant(self, directive: Directive, rule: str) -> bool:
        if directive.names(rule):
            return True
        # One cause may be told under another id of the chain as the analysis learns: the comment goes on to hold.
        return rule in self._chain and any(named in self._chain for named in directive.rules)


def _looks_like_one_of(rule: str, known: Collection[str]) -> bool:
    """Whether a name is most likely a misspelt id of ours, and no other linter's."""
    from difflib import get_close_matches

    return bool(get_close_matches(rule[:100], sorted(known), n=1, cutoff=0.85))
