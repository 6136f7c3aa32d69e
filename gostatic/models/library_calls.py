"""What calls of library functions do to control flow: never return, call back, block. One row per function.

``LIBRARY_CALLS`` maps a function's id (``import/path.Func`` or ``import/path.Type.Method``; an interface's method
likewise) to its ``LibraryCall``. A function without a row returns, calls nobody back that the program gave it, and
blocks only as its own arithmetic does. Locks, WaitGroup counters and the like are not told here but in ``effects``;
waiting for them is (``blocks`` is "goroutine").

Sources: the documentation and the source of the Go distribution and of the packages named.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class LibraryCall(NamedTuple):
    """What a call of one library function does.

    ``no_return``: how control always leaves instead of returning: "exit" ends the process without deferred calls,
    "goexit" ends the goroutine after its deferred calls, "panic" unwinds and may be recovered; "" when it returns.

    ``may_leave``: the same words for a function that leaves in that way only sometimes (an assertion that fails).

    ``calls``: (argument index, how) for each function value it is given, counted without the receiver; the index
    of a variadic parameter stands for all arguments from there on. How:

    - "sync": called before the call returns, in the same goroutine, any number of times;
    - "once": so too, but only by the first such call on the same object;
    - "go": called in another goroutine, now or when an event comes, and perhaps in many at the same time. When
      ``blocks`` is "goroutine" the call waits until that goroutine is done;
    - "later": kept and called by a later call, in the goroutine that makes it (or by the runtime: finalizers);
    - "cleanup": called when the test is over, in the test's goroutine.

    ``methods``: (argument index, method name, how): methods of an argument that the function calls if it has them.

    ``blocks``: what the call may wait for without bound, "" for nothing:

    - "network": a peer, a resolver, a database; parks the goroutine, costs no thread;
    - "stream": whatever the reader or writer it was given waits for;
    - "file": a disk, pipe or terminal; costs a thread while it lasts unless the file is pollable;
    - "syscall": a system call that announces itself: it costs a thread, and its P is given away;
    - "rawsyscall": one that does not: its P stays stuck with it;
    - "signal": a system call that ends only with a signal;
    - "process": the end of another process;
    - "sleep": time to pass;
    - "goroutine": something another goroutine of this program must do.

    ``bound``: index of the argument (a context, a timeout, a stop channel) that can end the wait, -1 when there is none.
    """

    no_return: str = ""
    may_leave: str = ""
    calls: tuple[tuple[int, str], ...] = ()
    methods: tuple[tuple[int, str, str], ...] = ()
    blocks: str = ""
    bound: int = -1


_LOGRUS = "github.com/sirupsen/logrus"
_TESTIFY = "github.com/stretchr/testify"
_REQUIRE = f"{_TESTIFY}/require."
_WAIT = "k8s.io/apimachinery/pkg/util/wait"

# Each table below is a tuple of rows (fact, package, names): names are separated by spaces and follow the package.

_FATAL = "Fatal Fatalf Fatalln"
_PANIC = "Panic Panicf Panicln"
_EXITS = "Exit ExitDepth Exitf Exitln Fatal FatalDepth Fatalf Fatalln"

NO_RETURN: tuple[tuple[str, str, str], ...] = (
    ("exit", "os", "Exit"),
    ("exit", "syscall", "Exit"),
    ("exit", "log", f"{_FATAL} Logger.Fatal Logger.Fatalf Logger.Fatalln"),
    ("exit", "testing", "Main"),
    ("exit", "golang.org/x/sys/unix", "Exit"),
    ("exit", "go.uber.org/goleak", "VerifyTestMain"),
    ("exit", "k8s.io/klog", _EXITS),
    ("exit", "k8s.io/klog/v2", f"{_EXITS} FlushAndExit"),
    ("exit", "github.com/golang/glog", _EXITS),
    ("exit", "go.uber.org/zap", "Logger.Fatal SugaredLogger.Fatal SugaredLogger.Fatalf SugaredLogger.Fatalln"),
    ("exit", "go.uber.org/zap", "SugaredLogger.Fatalw"),
    ("exit", _LOGRUS, f"Exit {_FATAL} FatalFn Logger.Exit Logger.Fatal Logger.Fatalf Logger.Fatalln Logger.FatalFn"),
    ("exit", _LOGRUS, "Entry.Fatal Entry.Fatalf Entry.Fatalln"),
    ("exit", _LOGRUS, "FieldLogger.Fatal FieldLogger.Fatalf FieldLogger.Fatalln"),
    ("exit", _LOGRUS, "StdLogger.Fatal StdLogger.Fatalf StdLogger.Fatalln"),
    ("goexit", "runtime", "Goexit"),
    *(
        ("goexit", "testing", " ".join(f"{type_}.{name}" for name in names.split()))
        for type_ in ("T", "B", "F", "TB")
        for names in ("FailNow Fatal Fatalf Skip SkipNow Skipf",)
    ),
    *(
        ("goexit", f"{_TESTIFY}/{package}", names)
        for package, names in (
            ("assert", "FailNow FailNowf Assertions.FailNow Assertions.FailNowf CollectT.FailNow"),
            ("require", "FailNow FailNowf Assertions.FailNow Assertions.FailNowf TestingT.FailNow"),
            ("require", "Fail Failf Assertions.Fail Assertions.Failf"),
        )
    ),
    ("panic", "log", f"{_PANIC} Logger.Panic Logger.Panicf Logger.Panicln"),
    ("panic", "go.uber.org/zap", "Logger.Panic SugaredLogger.Panic SugaredLogger.Panicf SugaredLogger.Panicln"),
    ("panic", "go.uber.org/zap", "SugaredLogger.Panicw"),
    ("panic", _LOGRUS, f"{_PANIC} PanicFn Logger.Panic Logger.Panicf Logger.Panicln Logger.PanicFn"),
    ("panic", _LOGRUS, "Entry.Panic Entry.Panicf Entry.Panicln"),
    ("panic", _LOGRUS, "FieldLogger.Panic FieldLogger.Panicf FieldLogger.Panicln"),
    ("panic", _LOGRUS, "StdLogger.Panic StdLogger.Panicf StdLogger.Panicln"),
)

REQUIREMENTS = (  # testify's assertions; each also with an f at the end
    "Condition Contains DirExists ElementsMatch Empty Equal EqualError EqualValues Error ErrorAs ErrorContains ErrorIs "
    "Eventually EventuallyWithT Exactly False FileExists Greater GreaterOrEqual Implements InDelta InEpsilon IsType "
    "JSONEq Len Less LessOrEqual Negative Never Nil NoDirExists NoError NoFileExists NotContains NotEmpty NotEqual "
    "NotErrorIs NotNil NotPanics NotRegexp NotSame NotSubset NotZero Panics PanicsWithError PanicsWithValue Positive "
    "Regexp Same Subset True WithinDuration WithinRange YAMLEq Zero"
)

# Of these it is known what holds behind them, or the goroutine has ended: the argument is nil (True) or not.
REQUIRES_NIL = {"NoError": True, "Nil": True, "Error": False, "NotNil": False}
# And of these: the condition given is true, or not.
REQUIRES_TRUTH = {"True": True, "False": False}

REQUIREMENT_NAMES = frozenset((*REQUIRES_NIL, *REQUIRES_TRUTH))

MAY_LEAVE: tuple[tuple[str, str, str], ...] = (
    ("exit", "flag", "Parse FlagSet.Parse"),
    *(
        ("goexit", f"{_TESTIFY}/require", f"{name} {name}f Assertions.{name} Assertions.{name}f")
        for name in REQUIREMENTS.split()
    ),
    *(
        ("goexit", "testing", f"{type_}.Setenv {type_}.Chdir {type_}.TempDir {type_}.ArtifactDir")
        for type_ in ("T", "B", "F", "TB")
    ),
    ("panic", "go.uber.org/zap", "Logger.DPanic SugaredLogger.DPanic SugaredLogger.DPanicf SugaredLogger.DPanicln"),
    ("panic", "go.uber.org/zap", "SugaredLogger.DPanicw Must"),
    ("panic", "regexp", "MustCompile MustCompilePOSIX"),
    ("panic", "text/template", "Must"),
    ("panic", "html/template", "Must"),
    ("panic", "net/netip", "MustParseAddr MustParseAddrPort MustParsePrefix"),
    ("panic", "sync", "WaitGroup.Add WaitGroup.Done"),
    ("panic", "golang.org/x/sync/semaphore", "Weighted.Release"),
)

# Facts of this table are "index how" pairs.
CALLS: tuple[tuple[str, str, str], ...] = (
    # goroutines
    ("0 go", "sync", "WaitGroup.Go"),
    ("0 go", "golang.org/x/sync/errgroup", "Group.Go Group.TryGo"),
    ("1 go", "golang.org/x/sync/singleflight", "Group.DoChan"),
    ("1 go", "context", "AfterFunc"),
    ("1 go", "time", "AfterFunc"),
    ("1 go", "net/http", "HandleFunc ServeMux.HandleFunc"),
    ("0 go", "net/http", "Server.RegisterOnShutdown ClientConn.SetStateHook"),
    ("1 go", "testing", "T.Run B.Run"),
    ("0 go", "testing", "B.RunParallel F.Fuzz Benchmark"),
    ("1 go", "testing/synctest", "Test"),
    ("0 go", _WAIT, "Group.Start"),
    ("1 go", _WAIT, "Group.StartWithChannel Group.StartWithContext"),
    *(
        ("0 go", f"{_TESTIFY}/{package}", " ".join(f"Assertions.{name} Assertions.{name}f" for name in names.split()))
        for package in ("assert", "require")
        for names in ("Eventually EventuallyWithT Never",)
    ),
    *(
        ("1 go", f"{_TESTIFY}/{package}", "Eventually Eventuallyf EventuallyWithT EventuallyWithTf Never Neverf")
        for package in ("assert", "require")
    ),
    # once, kept, at the end
    ("0 once", "sync", "Once.Do"),
    ("0 later", "sync", "OnceFunc OnceValue OnceValues"),
    ("0 later", "iter", "Pull Pull2"),
    ("1 later", "runtime", "SetFinalizer AddCleanup"),
    ("2 later", "flag", "Func BoolFunc FlagSet.Func FlagSet.BoolFunc"),
    ("0 later", "bufio", "Scanner.Split"),
    ("1 later", "reflect", "MakeFunc"),
    ("0 later", "image/color", "ModelFunc"),
    ("2 later 3 later", "image", "RegisterFormat"),
    ("1 later", "crypto", "RegisterHash"),
    ("1 later", "crypto/x509", "CertPool.AddCertWithConstraint"),
    ("2 later", "go/scanner", "Scanner.Init"),
    ("2 later", "go/importer", "ForCompiler"),
    ("1 later", "go/importer", "For"),
    ("1 later", "archive/zip", "RegisterCompressor RegisterDecompressor Writer.RegisterCompressor"),
    ("1 later", "archive/zip", "Reader.RegisterDecompressor"),
    ("0 later", "encoding/json/v2", "MarshalFunc MarshalToFunc UnmarshalFromFunc UnmarshalFunc"),
    ("0 later", _LOGRUS, "RegisterExitHandler DeferExitHandler"),
    ("0 later", "go.uber.org/goleak", "Cleanup"),
    ("0 later", "google.golang.org/grpc", "WithContextDialer WithUnaryInterceptor WithStreamInterceptor"),
    ("0 go", "google.golang.org/grpc", "UnaryInterceptor StreamInterceptor"),
    ("0 go", "google.golang.org/grpc", "ChainUnaryInterceptor ChainStreamInterceptor"),
    ("0 cleanup", "testing", "T.Cleanup B.Cleanup F.Cleanup TB.Cleanup"),
    # in place
    ("0 sync", "sync", "Map.Range"),
    ("1 sync", "golang.org/x/sync/singleflight", "Group.Do"),
    ("0 sync", "golang.org/x/time/rate", "Sometimes.Do"),
    ("0 sync", "database/sql", "Conn.Raw"),
    ("0 sync", "os", "Process.WithHandle"),
    ("1 sync", "os", "Expand"),
    ("1 sync", "fmt", "ScanState.Token"),
    ("0 sync", "syscall", "RawConn.Control RawConn.Read RawConn.Write"),
    ("2 sync", "runtime/pprof", "Do"),
    ("1 sync", "runtime/pprof", "ForLabels"),
    ("2 sync", "runtime/trace", "WithRegion"),
    ("1 sync", "testing", "AllocsPerRun"),
    ("0 sync", "testing", "Main RunTests RunBenchmarks RunExamples"),
    ("0 sync", "testing/quick", "Check"),
    ("0 sync 1 sync", "testing/quick", "CheckEqual"),
    ("1 sync 2 sync", "testing/slogtest", "Run"),
    ("1 sync", "testing/slogtest", "TestHandler"),
    ("0 sync", "crypto/fips140", "WithoutEnforcement"),
    ("0 sync", "crypto/subtle", "WithDataIndependentTiming"),
    ("0 sync", "crypto/hkdf", "Expand Extract Key"),
    ("0 sync", "crypto/hmac", "New"),
    ("0 sync", "crypto/pbkdf2", "Key"),
    ("2 sync", "io/fs", "WalkDir"),
    ("1 sync", "path/filepath", "Walk WalkDir"),
    ("0 sync", "container/ring", "Ring.Do"),
    ("0 sync", "expvar", "Do Map.Do"),
    ("0 sync", "flag", "Visit VisitAll FlagSet.Visit FlagSet.VisitAll"),
    ("0 sync", "log/slog", "Record.Attrs"),
    ("1 sync", "encoding/json/v2", "GetOption"),
    ("1 sync", "math/rand", "Shuffle Rand.Shuffle"),
    ("1 sync", "math/rand/v2", "Shuffle Rand.Shuffle"),
    ("0 sync", "reflect", "Value.FieldByNameFunc Type.FieldByNameFunc"),
    ("1 sync", "regexp", "Regexp.ReplaceAllFunc Regexp.ReplaceAllStringFunc"),
    ("1 sync", "sort", "Find Search Slice SliceIsSorted SliceStable"),
    *(
        ("1 sync", package, "ContainsFunc FieldsFunc IndexFunc LastIndexFunc TrimFunc TrimLeftFunc TrimRightFunc")
        for package in ("strings", "bytes")
    ),
    *(("0 sync", package, "Map") for package in ("strings", "bytes")),
    *(("1 later", package, "FieldsFuncSeq") for package in ("strings", "bytes")),
    ("0 sync", "maps", "Collect"),
    ("1 sync", "maps", "DeleteFunc Insert"),
    ("2 sync", "maps", "EqualFunc"),
    ("0 sync", "slices", "Collect Sorted"),
    ("0 sync 1 sync", "slices", "SortedFunc SortedStableFunc"),
    ("1 sync", "slices", "AppendSeq CompactFunc ContainsFunc DeleteFunc IndexFunc IsSortedFunc MaxFunc MinFunc"),
    ("1 sync", "slices", "SortFunc SortStableFunc"),
    ("2 sync", "slices", "BinarySearchFunc CompareFunc EqualFunc"),
    ("1 sync", "go/ast", "Inspect"),
    ("2 sync", "go/ast", "PreorderStack"),
    ("1 sync", "go/ast", "FilterDecl FilterFile FilterPackage"),
    ("2 sync", "go/ast", "Fprint NewPackage"),
    ("2 sync", "go/parser", "ParseDir"),
    ("0 sync", "go/token", "FileSet.Iterate FileSet.Read FileSet.Write"),
    ("0 sync", "go/build/constraint", "AndExpr.Eval NotExpr.Eval OrExpr.Eval TagExpr.Eval Expr.Eval"),
    ("0 sync", _LOGRUS, "DebugFn ErrorFn FatalFn InfoFn PanicFn PrintFn TraceFn WarnFn WarningFn"),
    ("0 sync", _LOGRUS, "Logger.DebugFn Logger.ErrorFn Logger.FatalFn Logger.InfoFn Logger.PanicFn Logger.PrintFn"),
    ("0 sync", _LOGRUS, "Logger.TraceFn Logger.WarnFn Logger.WarningFn"),
    ("0 sync", _WAIT, "Forever JitterUntil NonSlidingUntil Until"),
    ("1 sync", _WAIT, "ExponentialBackoff JitterUntilWithContext NonSlidingUntilWithContext UntilWithContext"),
    ("1 sync", _WAIT, "PollImmediateInfinite PollImmediateUntil PollInfinite PollUntil"),
    ("2 sync", _WAIT, "ExponentialBackoffWithContext Poll PollImmediate"),
    ("3 sync", _WAIT, "PollUntilContextCancel"),
    ("4 sync", _WAIT, "PollUntilContextTimeout"),
    *(
        row
        for package in ("assert", "require")
        for row in (
            ("0 sync", f"{_TESTIFY}/{package}", "Assertions.Condition Assertions.Conditionf Assertions.NotPanics"),
            ("0 sync", f"{_TESTIFY}/{package}", "Assertions.NotPanicsf Assertions.Panics Assertions.Panicsf"),
            ("1 sync", f"{_TESTIFY}/{package}", "Assertions.PanicsWithError Assertions.PanicsWithErrorf"),
            ("1 sync", f"{_TESTIFY}/{package}", "Assertions.PanicsWithValue Assertions.PanicsWithValuef"),
            ("1 sync", f"{_TESTIFY}/{package}", "Condition Conditionf NotPanics NotPanicsf Panics Panicsf"),
            ("2 sync", f"{_TESTIFY}/{package}", "PanicsWithError PanicsWithErrorf PanicsWithValue PanicsWithValuef"),
        )
    ),
)

_ORDER = ("Len", "Less", "Swap")
_TEXT = ("Error", "String", "Format", "GoString")
_CONTEXT = ("Deadline", "Done", "Err", "Value")

# (argument index, method names, how), package, functions.
METHODS: tuple[tuple[tuple[int, tuple[str, ...], str], str, str], ...] = (
    ((1, ("ServeHTTP",), "go"), "net/http", "Handle ServeMux.Handle ListenAndServe Serve ServeTLS"),
    ((3, ("ServeHTTP",), "go"), "net/http", "ListenAndServeTLS"),
    ((0, ("ServeHTTP",), "go"), "net/http", "TimeoutHandler"),
    ((0, ("ServeHTTP",), "go"), "net/http/httptest", "NewServer NewTLSServer NewUnstartedServer"),
    ((1, ("ServeHTTP",), "go"), "net/http/httptest", "NewTestServer"),
    ((1, ("ServeHTTP",), "go"), "net/http/fcgi", "Serve"),
    ((0, ("ServeHTTP",), "sync"), "net/http/cgi", "Serve"),
    ((0, _ORDER, "sync"), "sort", "Sort Stable IsSorted"),
    ((0, (*_ORDER, "Push", "Pop"), "sync"), "container/heap", "Init Fix Pop Push Remove"),
    ((0, _TEXT, "sync"), "fmt", "Print Println Sprint Sprintln"),
    ((1, _TEXT, "sync"), "fmt", "Printf Sprintf Errorf Append Appendln Fprint Fprintln"),
    ((2, _TEXT, "sync"), "fmt", "Fprintf Appendf"),
    ((0, ("Write",), "sync"), "fmt", "Fprint Fprintf Fprintln"),
    ((0, _TEXT, "sync"), "log", "Print Println Fatal Fatalln Panic Panicln Logger.Print Logger.Println"),
    ((0, _TEXT, "sync"), "log", "Logger.Fatal Logger.Fatalln Logger.Panic Logger.Panicln"),
    ((1, _TEXT, "sync"), "log", "Printf Fatalf Panicf Logger.Printf Logger.Fatalf Logger.Panicf"),
    ((1, ("LogValue", *_TEXT), "sync"), "log/slog", "Debug Info Warn Error"),
    ((1, ("LogValue", *_TEXT), "sync"), "log/slog", "Logger.Debug Logger.Info Logger.Warn Logger.Error"),
    *(
        ((0, _TEXT, "sync"), "testing", f"{type_}.Error {type_}.Fatal {type_}.Log {type_}.Skip")
        for type_ in ("T", "B", "F", "TB")
    ),
    *(
        ((1, _TEXT, "sync"), "testing", f"{type_}.Errorf {type_}.Fatalf {type_}.Logf {type_}.Skipf")
        for type_ in ("T", "B", "F", "TB")
    ),
    ((0, ("Write", "ReadFrom"), "sync"), "io", "Copy CopyBuffer CopyN"),
    ((1, ("Read", "WriteTo"), "sync"), "io", "Copy CopyBuffer CopyN"),
    ((0, ("Read",), "sync"), "io", "ReadAll ReadAtLeast ReadFull"),
    ((0, ("Write", "WriteString"), "sync"), "io", "WriteString"),
    ((0, ("MarshalJSON", "MarshalText"), "sync"), "encoding/json", "Marshal MarshalIndent Encoder.Encode"),
    ((1, ("UnmarshalJSON", "UnmarshalText"), "sync"), "encoding/json", "Unmarshal"),
    ((0, ("UnmarshalJSON", "UnmarshalText"), "sync"), "encoding/json", "Decoder.Decode"),
    ((0, ("Visit",), "sync"), "go/ast", "Walk"),
    ((0, ("Set", "String"), "later"), "flag", "Var FlagSet.Var"),
    ((0, ("Is", "As", "Unwrap"), "sync"), "errors", "Is As Unwrap"),
    ((0, _CONTEXT, "sync"), "context", "WithCancel WithCancelCause WithTimeout WithTimeoutCause WithDeadline"),
    ((0, _CONTEXT, "sync"), "context", "WithDeadlineCause AfterFunc"),
    ((0, ("Scan",), "sync"), "database/sql", "Row.Scan Rows.Scan"),
)

_CONN = "Read Write ReadFrom WriteTo"


def _each(type_: str, names: str) -> str:
    """The names as methods of a type."""
    return " ".join(f"{type_}.{name}" for name in names.split())


# Facts of this table are the kind of wait and, where an argument can end it, its index.
BLOCKS: tuple[tuple[str, str, str], ...] = (
    ("sleep", "time", "Sleep"),
    ("sleep", "testing/synctest", "Sleep"),
    ("goroutine", "testing/synctest", "Wait Test"),
    ("goroutine", "testing", "T.Run B.Run T.Parallel B.RunParallel Benchmark F.Fuzz M.Run"),
    ("goroutine", "sync", "WaitGroup.Wait Cond.Wait"),
    ("goroutine", "golang.org/x/sync/errgroup", "Group.Wait"),
    ("goroutine 0", "golang.org/x/sync/semaphore", "Weighted.Acquire"),
    ("goroutine", "golang.org/x/sync/singleflight", "Group.Do"),
    ("sleep 0", "golang.org/x/time/rate", "Limiter.Wait Limiter.WaitN"),
    ("sleep", "go.uber.org/goleak", "VerifyNone Find"),
    ("goroutine", _WAIT, "Group.Wait"),
    ("sleep", _WAIT, "Forever ExponentialBackoff PollImmediateInfinite PollInfinite"),
    ("sleep 0", _WAIT, "ExponentialBackoffWithContext JitterUntilWithContext NonSlidingUntilWithContext"),
    ("sleep 0", _WAIT, "UntilWithContext PollUntilContextCancel PollUntilContextTimeout"),
    ("sleep 1", _WAIT, "Poll PollImmediate"),
    ("sleep 2", _WAIT, "Until NonSlidingUntil PollImmediateUntil PollUntil"),
    ("sleep 4", _WAIT, "JitterUntil"),
    *(
        row
        for package in ("assert", "require")
        for row in (
            ("sleep 2", f"{_TESTIFY}/{package}", "Eventually Eventuallyf EventuallyWithT EventuallyWithTf"),
            ("sleep 2", f"{_TESTIFY}/{package}", "Never Neverf"),
            ("sleep 1", f"{_TESTIFY}/{package}", _each("Assertions", "Eventually Eventuallyf EventuallyWithT")),
            ("sleep 1", f"{_TESTIFY}/{package}", _each("Assertions", "EventuallyWithTf Never Neverf")),
        )
    ),
    # pipes inside the program: the other end is another goroutine
    ("goroutine", "io", "PipeReader.Read PipeWriter.Write"),
    # readers and writers
    ("stream", "io", "Copy CopyBuffer CopyN ReadAll ReadAtLeast ReadFull WriteString Reader.Read Writer.Write"),
    ("stream", "io", "ReadWriter.Read ReadWriter.Write ReadCloser.Read WriteCloser.Write"),
    ("stream", "io", "ReadWriteCloser.Read ReadWriteCloser.Write ReaderFrom.ReadFrom WriterTo.WriteTo"),
    ("stream", "io", "ByteReader.ReadByte RuneReader.ReadRune LimitedReader.Read"),
    ("stream", "io/ioutil", "ReadAll"),
    ("stream", "bufio", _each("Reader", "Discard Peek Read ReadByte ReadBytes ReadLine ReadRune ReadSlice ReadString")),
    ("stream", "bufio", "Reader.WriteTo Scanner.Scan Writer.Flush Writer.ReadFrom Writer.Write Writer.WriteByte"),
    ("stream", "bufio", "Writer.WriteRune Writer.WriteString"),
    ("stream", "fmt", "Fscan Fscanf Fscanln Fprint Fprintf Fprintln"),
    ("stream", "encoding/json", "Decoder.Decode Decoder.Token Decoder.More Encoder.Encode"),
    ("stream", "encoding/gob", "Decoder.Decode Decoder.DecodeValue Encoder.Encode Encoder.EncodeValue"),
    ("stream", "encoding/xml", "Decoder.Decode Decoder.DecodeElement Decoder.Token Decoder.RawToken Decoder.Skip"),
    ("stream", "encoding/xml", "Encoder.Encode Encoder.EncodeElement Encoder.EncodeToken Encoder.Flush"),
    ("stream", "encoding/csv", "Reader.Read Reader.ReadAll Writer.Flush Writer.Write Writer.WriteAll"),
    ("stream", "encoding/binary", "Read Write ReadUvarint ReadVarint"),
    ("stream", "mime/multipart", "Reader.NextPart Reader.NextRawPart Reader.ReadForm Part.Read"),
    ("stream", "compress/gzip", "NewReader Reader.Read Writer.Flush Writer.Write Writer.Close"),
    ("stream", "archive/tar", "Reader.Next Reader.Read Writer.Write Writer.WriteHeader Writer.Close Writer.Flush"),
    ("stream", "text/template", "Template.Execute Template.ExecuteTemplate"),
    ("stream", "html/template", "Template.Execute Template.ExecuteTemplate"),
    ("stream", "net/mail", "ReadMessage"),
    # files, pipes and terminals
    ("file", "os", _each("File", "Read ReadAt ReadFrom Write WriteAt WriteString WriteTo Sync")),
    ("file", "os", "ReadFile WriteFile CopyFS Root.ReadFile Root.WriteFile"),
    ("file", "io/fs", "File.Read ReadFile"),
    ("file", "io/ioutil", "ReadFile WriteFile"),
    ("file", "fmt", "Scan Scanf Scanln"),
    # processes
    ("process", "os/exec", "Cmd.Run Cmd.Wait Cmd.Output Cmd.CombinedOutput"),
    ("process", "os", "Process.Wait"),
    ("process", "syscall", "Wait4"),
    ("process", "golang.org/x/sys/unix", "Wait4 Waitid"),
    ("process", "net/http/cgi", "Handler.ServeHTTP"),
    # system calls
    ("signal", "syscall", "Pause"),
    ("signal", "golang.org/x/sys/unix", "Pause"),
    ("sleep", "syscall", "Nanosleep"),
    ("sleep", "golang.org/x/sys/unix", "Nanosleep ClockNanosleep"),
    ("syscall", "syscall", "Syscall Syscall6 Accept Accept4 Connect FcntlFlock Flock Fsync Fdatasync Read Write"),
    ("syscall", "syscall", "Pread Pwrite Recvfrom Recvmsg Sendfile Sendmsg SendmsgN Sendto Splice Tee"),
    ("syscall 2", "syscall", "EpollWait"),
    ("syscall 4", "syscall", "Select"),
    ("syscall", "golang.org/x/sys/unix", "Syscall Syscall6 SyscallNoError Accept Accept4 Connect FcntlFlock Flock"),
    ("syscall", "golang.org/x/sys/unix", "Fsync Fdatasync Read Write Readv Writev Pread Preadv Pwrite Pwritev"),
    ("syscall", "golang.org/x/sys/unix", "Recvfrom Recvmsg Sendfile Sendmsg Sendto Splice Tee Sync Syncfs"),
    ("syscall 1", "golang.org/x/sys/unix", "Poll Ppoll"),
    ("syscall 2", "golang.org/x/sys/unix", "EpollWait"),
    ("syscall 4", "golang.org/x/sys/unix", "Select Pselect"),
    ("rawsyscall", "syscall", "RawSyscall RawSyscall6"),
    ("rawsyscall", "golang.org/x/sys/unix", "RawSyscall RawSyscall6 RawSyscallNoError"),
    # the network
    ("network", "net", "Dial DialIP DialTCP DialUnix Dialer.Dial"),
    ("network 0", "net", "Dialer.DialContext Dialer.DialIP Dialer.DialTCP Dialer.DialUnix"),
    ("network 2", "net", "DialTimeout"),
    ("network", "net", "LookupAddr LookupCNAME LookupHost LookupIP LookupMX LookupNS LookupSRV LookupTXT"),
    ("network", "net", "ResolveIPAddr ResolveTCPAddr ResolveUDPAddr"),
    ("network 0", "net", _each("Resolver", "LookupAddr LookupCNAME LookupHost LookupIP LookupIPAddr LookupMX")),
    ("network 0", "net", _each("Resolver", "LookupNS LookupNetIP LookupSRV LookupTXT")),
    ("network", "net", "Listener.Accept TCPListener.Accept TCPListener.AcceptTCP UnixListener.Accept"),
    ("network", "net", "UnixListener.AcceptUnix Conn.Read Conn.Write PacketConn.ReadFrom PacketConn.WriteTo"),
    ("network", "net", _each("TCPConn", _CONN)),
    ("network", "net", _each("UDPConn", f"{_CONN} ReadFromUDP ReadFromUDPAddrPort ReadMsgUDP ReadMsgUDPAddrPort")),
    ("network", "net", _each("UDPConn", "WriteMsgUDP WriteMsgUDPAddrPort WriteToUDP WriteToUDPAddrPort")),
    ("network", "net", _each("IPConn", f"{_CONN} ReadFromIP ReadMsgIP WriteMsgIP WriteToIP")),
    ("network", "net", _each("UnixConn", f"{_CONN} ReadFromUnix ReadMsgUnix WriteMsgUnix WriteToUnix")),
    ("network", "net", "Buffers.Read Buffers.WriteTo"),
    ("network", "syscall", "RawConn.Read RawConn.Write"),
    ("network", "crypto/tls", "Dial DialWithDialer Dialer.Dial Conn.Handshake Conn.Read Conn.Write"),
    ("network 0", "crypto/tls", "Dialer.DialContext Conn.HandshakeContext"),
    ("network", "net/http", "Get Head Post PostForm Client.Do Client.Get Client.Head Client.Post Client.PostForm"),
    ("network", "net/http", "Transport.RoundTrip RoundTripper.RoundTrip ClientConn.RoundTrip"),
    ("network 0", "net/http", "Transport.NewClientConn"),
    ("network", "net/http", "ListenAndServe ListenAndServeTLS Serve ServeTLS Server.ListenAndServe Server.Serve"),
    ("network", "net/http", "Server.ListenAndServeTLS Server.ServeTLS ResponseWriter.Write Flusher.Flush"),
    ("network 0", "net/http", "Server.Shutdown"),
    ("network", "net/http", "Request.FormFile Request.FormValue Request.ParseForm Request.ParseMultipartForm"),
    ("network", "net/http", "Request.PostFormValue ResponseController.Flush ReadRequest ReadResponse"),
    ("network", "net/http", "Request.Write Request.WriteProxy Response.Write"),
    ("network", "net/http", "ServeContent ServeFile ServeFileFS"),
    ("network", "net/http/httptest", "Server.Close Server.CloseClientConnections"),
    ("network", "net/http/httputil", "DumpRequest DumpResponse ReverseProxy.ServeHTTP ClientConn.Do ClientConn.Read"),
    ("network", "net/http/httputil", "ClientConn.Write ServerConn.Read ServerConn.Write"),
    ("network", "net/http/fcgi", "Serve"),
    ("network", "net/rpc", "Accept Dial DialHTTP DialHTTPPath ServeCodec ServeConn ServeRequest Client.Call"),
    ("network", "net/rpc", "Server.Accept Server.ServeCodec Server.ServeConn Server.ServeRequest"),
    ("network", "net/rpc/jsonrpc", "Dial ServeConn"),
    ("network", "net/smtp", "Dial NewClient SendMail"),
    ("network", "net/smtp", _each("Client", "Auth Data Extension Hello Mail Noop Quit Rcpt Reset StartTLS Verify")),
    ("network", "net/textproto", "Dial Conn.Cmd"),
    ("goroutine", "net/textproto", "Pipeline.StartRequest Pipeline.StartResponse"),
    ("stream", "net/textproto", _each("Reader", "ReadCodeLine ReadContinuedLine ReadContinuedLineBytes ReadDotBytes")),
    ("stream", "net/textproto", _each("Reader", "ReadDotLines ReadLine ReadLineBytes ReadMIMEHeader ReadResponse")),
    ("stream", "net/textproto", "Writer.PrintfLine"),
    ("network", "log/syslog", "Dial New NewLogger Writer.Write"),
    ("network", "log/syslog", _each("Writer", "Alert Crit Debug Emerg Err Info Notice Warning")),
    ("network", "database/sql", _each("DB", "Begin Close Exec Ping Prepare Query QueryRow")),
    ("network 0", "database/sql", _each("DB", "BeginTx Conn ExecContext PingContext PrepareContext QueryContext")),
    ("network 0", "database/sql", "DB.QueryRowContext"),
    ("network 0", "database/sql", _each("Conn", "BeginTx ExecContext PingContext PrepareContext QueryContext")),
    ("network 0", "database/sql", "Conn.QueryRowContext"),
    ("network", "database/sql", _each("Tx", "Commit Exec Prepare Query QueryRow Rollback")),
    ("network 0", "database/sql", _each("Tx", "ExecContext PrepareContext QueryContext QueryRowContext")),
    ("network", "database/sql", "Stmt.Exec Stmt.Query Stmt.QueryRow Rows.Next Rows.NextResultSet Row.Scan"),
    ("network 0", "database/sql", "Stmt.ExecContext Stmt.QueryContext Stmt.QueryRowContext"),
    ("network", "google.golang.org/grpc", "Dial Server.Serve Server.GracefulStop Server.ServeHTTP"),
    ("network", "google.golang.org/grpc", "ClientStream.Header ClientStream.RecvMsg ClientStream.SendMsg"),
    ("network", "google.golang.org/grpc", "ServerStream.RecvMsg ServerStream.SendMsg Stream.RecvMsg Stream.SendMsg"),
    ("network 0", "google.golang.org/grpc", "DialContext ClientConn.Invoke ClientConn.NewStream"),
    ("network 0", "google.golang.org/grpc", "ClientConnInterface.Invoke ClientConnInterface.NewStream"),
)


def _ids(package: str, names: str) -> Iterable[str]:
    return (f"{package}.{name}" for name in names.split())


def _table() -> dict[str, LibraryCall]:
    """The tables above joined: one row per function, in the order in which they name it first."""
    left: dict[str, str] = {}
    may: dict[str, str] = {}
    calls: dict[str, tuple[tuple[int, str], ...]] = {}
    methods: dict[str, tuple[tuple[int, str, str], ...]] = {}
    waits: dict[str, tuple[str, int]] = {}
    for how, package, names in NO_RETURN:
        left.update(dict.fromkeys(_ids(package, names), how))
    for how, package, names in MAY_LEAVE:
        may.update(dict.fromkeys(_ids(package, names), how))
    for fact, package, names in CALLS:
        words = fact.split()
        pairs = tuple((int(index), how) for index, how in zip(words[::2], words[1::2], strict=True))
        calls.update(dict.fromkeys(_ids(package, names), pairs))
    for (index, called, how), package, names in METHODS:
        triples = tuple((index, method, how) for method in called)
        for id_ in _ids(package, names):
            methods[id_] = methods.get(id_, ()) + triples
    for fact, package, names in BLOCKS:
        kind, _, bound = fact.partition(" ")
        waits.update(dict.fromkeys(_ids(package, names), (kind, int(bound or -1))))
    return {
        id_: LibraryCall(
            left.get(id_, ""), may.get(id_, ""), calls.get(id_, ()), methods.get(id_, ()), *waits.get(id_, ("", -1))
        )
        for id_ in (left | may | calls | methods | waits)
    }


LIBRARY_CALLS: dict[str, LibraryCall] = _table()
# The last parts of the ids: a call of any other name needs no look-up.
LIBRARY_CALL_NAMES = frozenset(id_.rsplit(".", 1)[1] for id_ in LIBRARY_CALLS)


def requirement_of(id_: str) -> tuple[dict[str, bool], str, int] | None:
    """What a requirement of testify asks for: the table it is in, its name there and the index of the argument."""
    if not id_.startswith(_REQUIRE):
        return None
    owner, _, name = id_[len(_REQUIRE) :].rpartition(".")
    name = name.removesuffix("f")
    table = REQUIRES_NIL if name in REQUIRES_NIL else REQUIRES_TRUTH if name in REQUIRES_TRUTH else None
    return (table, name, 0 if owner else 1) if table is not None else None


def row_of(id_: str) -> LibraryCall | None:
    """The row of a function, None without one.

    Where the testing package's own source is read, the methods of T, B and F are those of the struct they embed.
    """
    row = LIBRARY_CALLS.get(id_)
    if row is None and id_.startswith("testing.common."):
        return LIBRARY_CALLS.get(id_.replace(".common.", ".T."))
    return row
