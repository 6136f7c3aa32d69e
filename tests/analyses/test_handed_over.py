"""Functions handed to the object that they know, through options, settings, decorators and setters."""

from __future__ import annotations

import pytest

from gostatic.engine.run import check_source
from gostatic_rules.registry import rules_named

HEAD = """package p

import "sync"

type hub struct {
	mu    sync.Mutex
	conf  settings
	hook  func(string)
	list  listeners
	inner notifier
	count map[string]int
}

type settings struct{ hook func(string) }

type listeners struct{ all []func(string) }

func (l *listeners) add(f func(string)) { l.all = append(l.all, f) }

func (l *listeners) tell(s string) {
	for _, f := range l.all {
		f(s)
	}
}

type notifier struct{ hook func(string) }

func (n *notifier) fire(s string) {
	if n.hook != nil {
		n.hook(s)
	}
}

func (h *hub) size(s string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count[s]
}

func (h *hub) put(s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count[s]++
	CALL
}
"""

OPTION = """
type option func(*settings)

func withHook(f func(string)) option { return func(s *settings) { s.hook = f } }
"""

# How the hook is kept, how it is called with the lock held, and how it is handed over by who knows the hub.
WAYS = {
    "option on a field": (
        "h.conf.hook(s)",
        OPTION + "func newHub(opts ...option) *hub { h := &hub{}; for _, o := range opts { o(&h.conf) }; return h }",
        "h = newHub(withHook(func(s string) { h.size(s) }))",
    ),
    "option on settings that are copied": (
        "h.hook(s)",
        OPTION + "func newHub(opts ...option) *hub {\n\tvar c settings\n\tfor _, o := range opts {\n\t\to(&c)\n\t}\n"
        "\treturn &hub{hook: c.hook}\n}",
        "h = newHub(withHook(func(s string) { h.size(s) }))",
    ),
    "settings in a literal": (
        "h.conf.hook(s)",
        "func newHub(c settings) *hub { return &hub{conf: c} }",
        "h = newHub(settings{hook: func(s string) { h.size(s) }})",
    ),
    "settings in a variable": (
        "h.conf.hook(s)",
        "func newHub(c settings) *hub { return &hub{conf: c} }",
        "c := settings{}\n\tc.hook = func(s string) { h.size(s) }\n\th = newHub(c)",
    ),
    "setter of a setter": (
        "h.list.tell(s)",
        "func newHub() *hub { return &hub{} }\nfunc (h *hub) listen(f func(string)) { h.list.add(f) }",
        "h = newHub()\n\th.listen(func(s string) { h.size(s) })",
    ),
    "called by a part": (
        "h.inner.fire(s)",
        "func newHub(f func(string)) *hub { return &hub{inner: notifier{hook: f}} }",
        "h = newHub(func(s string) { h.size(s) })",
    ),
    "wrapped": (
        "h.hook(s)",
        "func logged(next func(string)) func(string) { return func(s string) { println(s); next(s) } }\n"
        "func sized(h *hub, next func(string)) func(string) { return func(s string) { h.size(s); next(s) } }",
        "h = &hub{}\n\th.hook = logged(sized(h, func(string) {}))",
    ),
}


def found_in(call: str, making: str, use: str) -> list[str]:
    source = f'{HEAD.replace("CALL", call)}\n{making}\n\nfunc run() {{\n\tvar h *hub\n\t{use}\n\th.put("a")\n}}\n'
    findings = check_source({"p/a.go": source.encode()}, rules_named(["double-lock"]), "default")
    return [finding.diagnostic.message for finding in findings]


@pytest.mark.parametrize("way", WAYS)
def test_the_hook_locks_what_its_caller_has_locked(way: str):
    (message,) = found_in(*WAYS[way])
    assert message.startswith("h.mu is locked again through ")


@pytest.mark.parametrize("way", WAYS)
def test_a_hook_that_asks_another_hub_does_not(way: str):
    call, making, use = WAYS[way]
    use = f"var other hub\n\t{use}".replace("h.size(", "other.size(").replace("sized(h,", "sized(&other,")
    assert found_in(call, making, use) == []
