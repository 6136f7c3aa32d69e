"""Library calls that hand out something which must be closed, and what keeps waiting when it is not: one row per function.

Sources: the documentation and the source of the Go distribution and of the packages named.
"""

from __future__ import annotations

from typing import NamedTuple


class Resource(NamedTuple):
    """What a call hands out.

    ``result`` is the index of the result (``RECEIVER``: the call makes its receiver one); ``field`` the field that is
    closed ("" for the value itself); ``closers`` the methods any of which ends it; ``left`` says what stays behind;
    ``certain`` whether dropping it on a path is a mistake by itself. ``ends_with`` names the method whose false ends it too;
    ``reads_out`` says that who has read it to its end need not close it, ``peer_ends`` that a write that fails says the
    other end is closed, so that nobody waits for this one. ``spent_by`` names methods that close it when they are done.
    """

    result: int
    closers: tuple[str, ...]
    what: str
    left: str
    field: str = ""
    certain: bool = True
    ends_with: str = ""
    reads_out: bool = False
    peer_ends: bool = False
    spent_by: tuple[str, ...] = ()


RECEIVER = -1

_BODY = Resource(
    0, ("Close",), "response body", "the connection and its two goroutines stay", "Body", spent_by=("Write",)
)
_ROWS = Resource(0, ("Close",), "rows", "its connection never returns to the pool", ends_with="Next")
_TX = Resource(0, ("Commit", "Rollback"), "transaction", "its connection never returns to the pool")
_CONN = Resource(0, ("Close",), "connection", "its peer waits for more", certain=False)
_LISTENER = Resource(0, ("Close",), "listener", "its peers wait to be accepted", certain=False)

RESOURCES: dict[str, Resource] = {
    **{f"net/http.{name}": _BODY for name in ("Get", "Post", "PostForm")},
    **{f"net/http.Client.{name}": _BODY for name in ("Do", "Get", "Post", "PostForm")},
    "net/http.Transport.RoundTrip": _BODY,
    **{
        f"database/sql.{name}": _ROWS
        for name in (
            "DB.Query", "DB.QueryContext", "Tx.Query", "Tx.QueryContext", "Stmt.Query", "Stmt.QueryContext",
            "Conn.QueryContext",
        )
    },
    **{f"database/sql.{name}": _TX for name in ("DB.Begin", "DB.BeginTx", "Conn.BeginTx")},
    "database/sql.DB.Conn": Resource(0, ("Close",), "connection", "it never returns to the pool"),
    **{f"net.{name}": _LISTENER for name in ("Listen", "ListenTCP", "ListenUnix")},
    **{f"net.{name}": _CONN for name in ("Dial", "DialTCP", "DialUDP", "DialUnix", "DialTimeout", "Dialer.Dial")},
    "net.Dialer.DialContext": _CONN,
    "crypto/tls.Dial": _CONN,
    "net/http/httptest.NewServer": Resource(0, ("Close",), "server", "its accepting goroutine stays", certain=False),
    "net/http/httptest.NewTLSServer": Resource(0, ("Close",), "server", "its accepting goroutine stays", certain=False),
    "os/exec.Cmd.Start": Resource(
        RECEIVER, ("Wait", "Run"), "process", "the child and the goroutines that copy its output stay", certain=False
    ),
    "github.com/fsnotify/fsnotify.NewWatcher": Resource(0, ("Close",), "watcher", "its reading goroutine stays"),
    "google.golang.org/grpc.Dial": Resource(0, ("Close",), "connection", "its goroutines stay"),
    "google.golang.org/grpc.DialContext": Resource(0, ("Close",), "connection", "its goroutines stay"),
    "google.golang.org/grpc.NewClient": Resource(0, ("Close",), "connection", "its goroutines stay"),
}  # fmt: skip

# The two ends of an io.Pipe: a write waits for a read, a read for a write or a close.
PIPE = "io.Pipe"
PIPE_ENDS = (
    Resource(
        0,
        ("Close", "CloseWithError"),
        "pipe reader",
        "who writes to the pipe waits for a reader for ever",
        reads_out=True,
    ),
    Resource(
        1,
        ("Close", "CloseWithError"),
        "pipe writer",
        "who reads from the pipe waits for its end for ever",
        peer_ends=True,
    ),
)

# An iterator taken apart: it runs as a coroutine, until it has given its last value or is stopped.
PULLS = ("iter.Pull", "iter.Pull2")

# Pipes to a child process, and what waits for its end.
CHILD_PIPES = ("os/exec.Cmd.StdoutPipe", "os/exec.Cmd.StderrPipe", "os/exec.Cmd.StdinPipe")
CHILD_WAITS = ("os/exec.Cmd.Wait", "os/exec.Cmd.Run")

TICKER = "time.NewTicker"
TICKER_RESOURCE = Resource(0, ("Stop",), "ticker", "its timer runs for ever")
# Library calls kept for their results: handing out, ending, ticking.
KEPT_CALLS = frozenset(RESOURCES) | frozenset(CHILD_PIPES) | frozenset(PULLS) | {
    PIPE, TICKER, "time.NewTimer", "time.After", "time.Tick", "time.Ticker.Stop", "time.Timer.Stop", "time.Timer.Reset",
    "io.PipeWriter.Close", "io.PipeWriter.CloseWithError", "io.PipeReader.Close", "io.PipeReader.CloseWithError",
    "os/exec.Cmd.Wait", "os/exec.Cmd.Run", "io.Closer.Close",
    "golang.org/x/sync/semaphore.Weighted.Acquire", "golang.org/x/sync/semaphore.Weighted.TryAcquire",
    "golang.org/x/sync/semaphore.Weighted.Release",
    "golang.org/x/sync/errgroup.Group.SetLimit", "golang.org/x/sync/errgroup.WithContext",
}  # fmt: skip
KEPT_NAMES = frozenset({
    "NewTicker", "NewTimer", "Stop", "After", "Pipe", "Acquire", "TryAcquire", "Release", "SetLimit", "CloseWithError",
    "Fprint", "Fprintf", "Fprintln", "Write", "WriteString",
})  # fmt: skip

# Functions that read from what they are given, or wrap it, and never close it.
BORROWERS = frozenset(
    b"io.ReadAll io.Copy io.CopyN io.CopyBuffer io.ReadFull io.ReadAtLeast io.LimitReader io.TeeReader io.MultiWriter "
    b"ioutil.ReadAll json.NewDecoder json.NewEncoder xml.NewDecoder gob.NewDecoder gob.NewEncoder bufio.NewReader "
    b"bufio.NewScanner bufio.NewWriter bufio.NewReaderSize fmt.Fprint fmt.Fprintf fmt.Fprintln fmt.Printf fmt.Println "
    b"fmt.Errorf fmt.Sprintf log.Printf log.Println io.WriteString fmt.Fscan fmt.Fscanln io.MultiReader "
    b"http.MaxBytesReader t.Logf t.Log t.Errorf t.Fatalf len csv.NewReader csv.NewWriter".split()
)
# Those of them that read their argument to its end.
READERS_TO_END = frozenset(b"io.ReadAll io.Copy io.CopyBuffer ioutil.ReadAll".split())
# Functions that fail only when the writer they are given, their first argument, does.
WRITES = frozenset(("fmt.Fprint", "fmt.Fprintf", "fmt.Fprintln", "io.WriteString"))
