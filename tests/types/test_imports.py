"""Imports: default names, new names, dot and blank imports, packages of the run, of the library, and not read at all."""

from __future__ import annotations

import pytest

from gostatic.types.model import Named
from gostatic.types.scope import guess_names
from gostatic.types.universe import PackageName, Universe


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("sync", "sync"),
        ("net/http", "http"),
        ("k8s.io/klog/v2", "klog"),
        ("gopkg.in/yaml.v3", "yaml"),
        ("github.com/mattn/go-sqlite3", "sqlite3"),
        ("github.com/nats-io/nats.go", "nats"),
        ("github.com/x/y-go", "y"),
        ("k8s.io/api/core/v1", "v1"),
        ("a/b/v1", "b"),
        ("github.com/x/go-redis/v9", "redis"),
        ("github.com/foo/bar-baz", "baz"),
    ],
)
def test_likely_names(path, name):
    assert name in guess_names(path)


def test_forms_of_imports(world):
    w = world({
        "example.com/m": {"a.go": '''
            package m
            import (
                . "example.com/m/dot"
                _ "example.com/m/blank"
                lock "sync"
                "example.com/m/strange-path"
                "example.com/unread/pkg/v3"
            )
            var a Dotted
            var b lock.Mutex
            var c odd.Thing
            var d pkg.Other
            var e = hidden
            var f sync.Mutex
            var g = Make()
        '''},
        "example.com/m/dot": {"a.go": "package dot\ntype Dotted int\nfunc Make() *Dotted { return nil }\nvar hidden = 1\n"},
        "example.com/m/strange-path": {"a.go": "package odd\ntype Thing struct{}\n"},
    })  # fmt: skip
    assert w.var("a") == "example.com/m/dot.Dotted"
    assert w.var("b") == "sync.Mutex"
    assert w.var("c") == "example.com/m/strange-path.Thing"
    assert w.var_type("d") == Named("example.com/unread/pkg/v3", "Other")
    assert w.var("e") == "?"
    assert w.var("f") == "?"
    assert w.var("g") == "*example.com/m/dot.Dotted"
    assert "example.com/m/blank" not in w.asked


def test_lookup_of_file_names(world):
    w = world('package m\nimport "sync"\nimport h "net/http"\nvar x int\n')
    env = w.types.env(w.package, w.package.files[0])
    assert env is w.types.env(w.package, w.package.files[0])
    found = env.lookup("sync")
    assert isinstance(found, PackageName) and found.path == "sync"
    assert env.lookup("h").path == "net/http"
    assert env.lookup("http") is None
    assert isinstance(env.lookup("make"), Universe)
    assert env.lookup("x") is w.package.lookup("x")
    assert env.imports() == ("sync", "net/http")


def test_a_package_of_the_run_goes_before_the_library(world):
    w = world({
        "example.com/m": {"a.go": 'package m\nimport "sync"\nvar mu sync.Mutex\nvar c = mu.Count()\n'},
        "sync": {"a.go": "package sync\ntype Mutex struct{}\nfunc (m *Mutex) Count() int8 { return 0 }\n"},
    })  # fmt: skip
    assert w.var("c") == "int8"
    assert not w.types.scope("sync").library


def test_imports_belong_to_their_file(world):
    w = world({
        "m": {
            "a.go": 'package m\nimport "sync"\nvar a sync.Mutex\n',
            "b.go": 'package m\nimport sync "example.com/other"\nvar b sync.Mutex\n',
        }
    })  # fmt: skip
    assert w.var_type("a").pkg == "sync"
    assert w.var_type("b").pkg == "example.com/other"


def test_external_test_packages(world):
    w = world({
        "m_test": {"a_test.go": 'package m_test\nimport "m"\nvar x = m.New()\nvar y = m.Internal\n'},
        "m": {"a.go": "package m\ntype T struct{}\nfunc New() *T { return nil }\n",
              "export_test.go": "package m\nvar Internal = 1\n"},
    })  # fmt: skip
    assert w.var("x") == "*m.T"
    assert w.var("y") == "int"


def test_import_cycle(world):
    w = world({
        "a": {"a.go": 'package a\nimport "b"\nvar X = b.Y\ntype T struct{ b.U }\nvar F = T{}.G\n'},
        "b": {"b.go": 'package b\nimport "a"\nvar Y = a.X\ntype U struct{ *a.T; G int }\n'},
    })  # fmt: skip
    assert w.var("X") == "?"
    assert w.var("F") == "int"


def test_cgo_and_unsafe(world):
    w = world('package m\nimport "C"\nimport "unsafe"\nvar a = C.f(1)\nvar b C.int\nvar p = unsafe.Pointer(nil)\n')
    assert w.var("a") == "?"
    assert w.var("b") == "C.int"
    assert w.var("p") == "unsafe.Pointer"
