"""Which functions a check lowers: enough for the same findings as lowering all, and not the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from gostatic.callgraph.program import build
from gostatic.engine.options import Options
from gostatic.engine.run import analyse, source_workspace
from gostatic.rule import Profile
from gostatic.types.universe import Types
from gostatic_rules import registry

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("rules/gostatic_rules", "testdata", "tests/ir/golden", "tests/analyses/golden")
    for path in (ROOT / folder).rglob("*.go")
)
# What is found only when everything is lowered: (file, rule) with the reason.
MISSED = {
    # The copy of what a pointer leads to, in a function that does not name the type.
    ("testdata/pairs/tenant_config_passed_by_value_bad/main.go", "lock-copied"),
    # A callback that takes a lock, called through a slice by a function without any operation of its own.
    ("tests/analyses/golden/dispatch.go", "lock-not-released"),
    # One that gives a lock back, handed to a function without any operation of its own.
    ("tests/ir/golden/functions.go", "unlock-of-unlocked"),
    # A function that a call returns is put into a field by a function without any operation of its own.
    ("testdata/pairs/notify_chain_closure_factory_bad/main.go", "double-lock"),
    # Who makes an object that starts a goroutine, or asks a response for its status only, without any operation of its own.
    ("rules/gostatic_rules/goroutine/resource_not_closed.go", "resource-not-closed"),
    # A function that calls a closing method twice, without any operation of its own.
    ("testdata/pairs/session_double_close_bad/main.go", "double-close"),
    # How often something is sent: the loop is in a caller without any operation of its own.
    ("testdata/pairs/audit_stream_no_reader_bad/main.go", "send-without-receiver"),
    # A cancel function handed to a function that ignores it and has no operation of its own.
    ("rules/gostatic_rules/goroutine/lost_cancel.go", "lost-cancel"),
    # A response that is asked for its status alone, by a function without any operation.
    ("rules/gostatic_rules/goroutine/resource_not_closed.go", "resource-not-closed"),
    # A copy of what a call has just made, in a function without any operation: only an audit tells it.
    ("rules/gostatic_rules/mutex/lock_copied.go", "lock-copied"),
    # A method kept in a map with others, without any operation of its own, that calls one which waits.
    ("testdata/pairs/actor_asks_itself_bad/main.go", "channel-wait-cycle"),
}


def findings(path: Path, everything: bool) -> set[tuple[int, int, str]]:
    """What is reported where; by which steps may depend on what is known of the calls between."""
    text = path.read_bytes()
    name = "p/a_test.go" if b'"testing"' in text else "p/a.go"
    options = Options(profile=Profile("audit"))
    found = analyse(source_workspace({name: text}), registry.all_rules(), options, everything).findings
    spans = [finding.diagnostic.span for finding in found]
    return {(span.start, span.end, finding.rule.id) for span, finding in zip(spans, found, strict=True)}


@pytest.mark.parametrize("name", FILES)
def test_the_selection_loses_no_finding(name: str):
    selected, everything = findings(ROOT / name, False), findings(ROOT / name, True)
    assert selected - everything == set()
    assert {rule for _, _, rule in everything - selected} == {rule for file, rule in MISSED if file == name}


def lowered(source: str) -> set[str]:
    workspace = source_workspace({"p/a.go": source.encode()})
    program = build(Types(workspace.find), workspace.packages, False)
    return {id.removeprefix("example/p.") for id in program.functions if "$" not in id}


HEAD = 'package p\nimport "sync"\ntype box struct { mu sync.Mutex; n int }\n'


def test_functions_without_concurrency_are_not_lowered():
    source = (
        f"{HEAD}func (b *box) up() {{ b.mu.Lock(); b.n++; b.mu.Unlock() }}\nfunc add(x, y int) int {{ return x + y }}\n"
    )
    assert lowered(source) == {"box.up"}


def test_between_a_lock_and_an_operation_all_is_lowered():
    source = f"""{HEAD}func (b *box) outer() {{ b.mu.Lock(); middle(b); b.mu.Unlock() }}
func middle(b *box) {{ inner(b) }}
func inner(b *box) {{ b.mu.Lock(); b.mu.Unlock() }}
func aside(n int) int {{ return n }}
"""
    assert lowered(source) == {"box.outer", "middle", "inner"}


def test_callers_of_a_function_that_locks_for_them():
    source = f"""{HEAD}func (b *box) hold() {{ b.mu.Lock() }}
func (b *box) drop() {{ b.mu.Unlock() }}
func user(b *box, x bool) {{ b.hold(); if x {{ return }}; b.drop() }}
"""
    assert lowered(source) == {"box.hold", "box.drop", "user"}


def test_operations_without_any_name():
    for body in ("<-c", "c <- 1", "close(c)", "select {}", "for range c { }", "go func() {}()"):
        assert lowered(f"package p\nfunc f(c chan int) {{ {body} }}\nfunc g(n int) int {{ return n }}\n") == {"f"}, body


def test_words_in_strings_and_comments_do_no_harm():
    source = 'package p\nfunc f() string { return "mu.Lock( <- go func" } // Lock() <-\nfunc g() {}\n'
    assert "g" not in lowered(source)


REQUIRED = """package p

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

type desk struct {
	mu   sync.Mutex
	busy bool
}

func (d *desk) take() error {
	d.mu.Lock()
	if d.busy {
		d.mu.Unlock()
		return errors.New("busy")
	}
	return nil
}

func (d *desk) give() {
	d.mu.Unlock()
}

func TestTurns(t *testing.T) {
	d := &desk{}
	require.NoError(t, d.take())
	d.give()
	require.NoError(t, d.take())
	d.give()
}
"""


def test_what_a_test_requires_of_a_call_that_matters_is_lowered(tmp_path: Path):
    path = tmp_path / "desk_test.go"
    path.write_text(REQUIRED)
    assert findings(path, False) == findings(path, True) == set()
