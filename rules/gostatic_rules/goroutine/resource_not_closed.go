package example

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"time"
)

var errStatus = errors.New("unexpected status")

// The body is closed only where all went well.
func badBody(url string) ([]byte, error) {
	resp, err := http.Get(url) // want "resp.Body"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Nobody closes it at all.
func badNeverClosed(client *http.Client, req *http.Request, into any) error {
	resp, err := client.Do(req) // want "never ended"
	if err != nil {
		return err
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

// The status goes out, the body stays.
func badStatus(url string) (int, error) {
	resp, err := http.Get(url) // want "never ended"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func badReachable(url string) bool {
	resp, err := http.Get(url) // want "never ended"
	return err == nil && resp.StatusCode < 400
}

// The reader of the pipe waits for ever when the writer leaves with an error of its own.
func badPipe(rows []string, read func(io.Reader) error) error {
	pr, pw := io.Pipe() // want "pipe writer pw"
	go func() {
		for _, row := range rows {
			if row == "" {
				return
			}
			fmt.Fprintln(pw, row)
		}
		pw.Close()
	}()
	return read(pr)
}

// A write to a pipe fails only when its reader is closed: then nobody waits for the writer.
func okReaderGone(rows []string, read func(io.Reader) error) error {
	pr, pw := io.Pipe()
	defer pr.Close()
	go func() {
		for _, row := range rows {
			if _, err := fmt.Fprintln(pw, row); err != nil {
				return
			}
		}
		pw.Close()
	}()
	return read(pr)
}

// What writes to it cannot close it: the error path leaves the reader waiting.
func badPipeHelper(rows [][]byte) ([]byte, error) {
	pr, pw := io.Pipe() // want "pipe writer pw"
	go func() {
		if err := writeRows(pw, rows); err != nil {
			return
		}
		pw.Close()
	}()
	return io.ReadAll(pr)
}

func writeRows(w io.Writer, rows [][]byte) error {
	for _, row := range rows {
		if _, err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// Read to its end, the reader need not be closed.
func okReadToEnd(rows [][]byte) ([]byte, error) {
	pr, pw := io.Pipe()
	go func() {
		pw.CloseWithError(writeRows(pw, rows))
	}()
	return io.ReadAll(pr)
}

// Rows left in the middle keep their connection.
func badRows(db *sql.DB) (int, error) {
	rows, err := db.Query("select n from t") // want "rows"
	if err != nil {
		return 0, err
	}
	total := 0
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
		total += n
	}
	rows.Close()
	return total, rows.Err()
}

// Neither committed nor rolled back on the error path.
func badTransaction(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil) // want "transaction tx"
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "update t set n = n + 1"); err != nil {
		return err
	}
	return tx.Commit()
}

// A connection dropped when the greeting fails.
func badConn(addr string) error {
	conn, err := net.Dial("tcp", addr) // want "connection conn"
	if err != nil {
		return err
	}
	if _, err := conn.Write([]byte("hello")); err != nil {
		return err
	}
	return conn.Close()
}

// The usual form.
func okBody(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	return io.ReadAll(resp.Body)
}

// Returned to the caller.
func okReturned(url string) (io.ReadCloser, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func decode(resp *http.Response, into any) error {
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(into)
}

// Passed on to who closes it.
func okPassed(url string, into any) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return decode(resp, into)
}

// Closed by the goroutine that writes, whatever happens.
func okPipe(write func(io.Writer) error, read func(io.Reader) error) error {
	pr, pw := io.Pipe()
	go func() {
		err := write(pw)
		pw.CloseWithError(err)
	}()
	defer pr.Close()
	return read(pr)
}

// Read to the end: the rows close themselves.
func okRows(db *sql.DB) (total int, err error) {
	rows, err := db.Query("select n from t")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		total++
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	rows.Close()
	return total, nil
}

// Rolled back when it is not committed.
func okTransaction(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "update t set n = n + 1"); err != nil {
		return err
	}
	return tx.Commit()
}

// Closed on every way out.
func okEvery(addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	if _, err := conn.Write([]byte("hello")); err != nil {
		conn.Close()
		return err
	}
	return conn.Close()
}

// Closed by a literal that every way out calls.
func okLiteral(read func(io.Reader), subscribe func(func([]byte)) error) error {
	pr, pw := io.Pipe()
	finish := func(err error) { pw.CloseWithError(err) }
	go read(pr)
	receive := func(chunk []byte) {
		if _, err := pw.Write(chunk); err != nil {
			finish(err)
		}
	}
	if err := subscribe(receive); err != nil {
		finish(err)
		return err
	}
	return nil
}

// The answer to a HEAD request has no body.
func okHead(url string) (int64, error) {
	resp, err := http.Head(url)
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// The reader is handed on in a line with an address in it.
func okAddress(ctx context.Context, host string) (*http.Request, io.Writer, error) {
	pr, pw := io.Pipe()
	req, err := http.NewRequestWithContext(ctx, "POST", fmt.Sprintf("http://%s/record", host), pr)
	if err != nil {
		return nil, nil, err
	}
	return req, pw, nil
}

// Nobody has the other end yet.
func okEarlyPipe(wrap func(io.Writer) (io.WriteCloser, error)) (io.Reader, error) {
	pr, pw := io.Pipe()
	if wrap == nil {
		return nil, errStatus
	}
	go func() {
		defer pw.Close()
		fmt.Fprintln(pw, "text")
	}()
	return pr, nil
}

// Two goroutines close it, whichever comes first.
func okTwoClosers(resp *http.Response, client *http.Client, req *http.Request, late, done <-chan struct{}) error {
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	go func() {
		defer resp.Body.Close()
		io.Copy(io.Discard, resp.Body)
	}()
	go func() {
		select {
		case <-late:
			resp.Body.Close()
		case <-done:
		}
	}()
	return nil
}

// Who was to get the other end has failed.
func okFailedRequest(ctx context.Context, client *http.Client, url string) (io.WriteCloser, error) {
	pr, pw := io.Pipe()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, pr)
	if err != nil {
		return nil, err
	}
	if _, err := client.Do(req); err != nil {
		_ = pw.Close()
		return nil, err
	}
	return pw, nil
}

func count(r io.Reader) (n int, err error) {
	for buf := make([]byte, 1); err == nil; n++ {
		if _, err = r.Read(buf); buf[0] == 0 {
			return n, errStatus
		}
	}
	return n, nil
}

func produce(w *io.PipeWriter, lines []string) {
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return
		}
	}
	w.Close()
}

// When counting fails nobody reads on, and the producer waits.
func badUnread(lines []string) (int, error) {
	r, w := io.Pipe() // want "when reading fails"
	go produce(w, lines)
	n, err := count(r)
	if err != nil {
		return 0, err
	}
	return n, nil
}

// The reader is closed in any case.
func okUnread(lines []string) (int, error) {
	r, w := io.Pipe()
	defer r.Close()
	go produce(w, lines)
	n, err := count(r)
	if err != nil {
		return 0, err
	}
	return n, nil
}

type link struct{ cleanup func() }

func newLink(r io.Reader, w io.Writer) *link { return &link{} }

// A literal that closes it is kept in the object.
func okCleanup(ctx context.Context, client *http.Client, url string) (*link, error) {
	pr, pw := io.Pipe()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, pr)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		_ = pw.Close()
		return nil, err
	}
	l := newLink(resp.Body, pw)
	l.cleanup = func() {
		_ = pw.Close()
		_ = resp.Body.Close()
	}
	return l, nil
}

// Closed where there is one.
func okUnderTest(url string) bool {
	resp, err := http.Get(url)
	var body []byte
	if resp != nil && resp.Body != nil {
		body, _ = io.ReadAll(resp.Body)
		_ = resp.Body.Close()
	}
	if err == nil && resp.StatusCode == http.StatusOK {
		return len(body) > 0
	}
	return false
}

// Deferred in the same way.
func okDeferredUnderTest(url string) bool {
	resp, err := http.Get(url)
	if resp != nil && resp.Body != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return false
	}
	return resp.StatusCode == http.StatusOK
}

// An error that is compared with its kinds is one.
func okKindOfError(ctx context.Context, addr string) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err == context.Canceled || err == context.DeadlineExceeded {
		return nil
	}
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	if err != nil {
		return err
	}
	return conn.Close()
}

// Compared with a kind that it is not, the error may be nil.
func badNotOfKind(addr string, limit int) error {
	conn, err := net.Dial("tcp", addr) // want "connection conn"
	if err != io.EOF && limit > 3 {
		return errStatus
	}
	if err != nil {
		return err
	}
	return conn.Close()
}

type stream struct{ listener *net.TCPListener }

// Kept in an object, as what it is.
func okAsserted(addr string, make func(*stream) error) error {
	list, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s := &stream{listener: list.(*net.TCPListener)}
	if s.listener.Addr() == nil {
		list.Close()
		return errStatus
	}
	return make(s)
}

// The database is closed here, with all its connections.
func okOwnDatabase(ctx context.Context, path string) ([]string, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "select name from t")
	if err != nil {
		return nil, err
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// A process that did not start.
func okNotStarted(cmd *exec.Cmd, name string) error {
	c := exec.Command(name)
	if startErr := c.Start(); startErr != nil {
		return startErr
	}
	return c.Wait()
}

// The caller gets the function that waits.
func okWaiter(name string, busy func(error) bool) (func() error, error) {
	var cmd *exec.Cmd
	for {
		cmd = exec.Command(name)
		err := cmd.Start()
		if err == nil {
			break
		}
		if !busy(err) {
			return nil, err
		}
	}
	wait := func() error {
		return cmd.Wait()
	}
	return wait, nil
}

// Written out, a response is closed.
func okWritten(url string, out io.Writer) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Write(out)
}

type asserts struct{ failed bool }

func (a *asserts) NoError(err error) bool {
	a.failed = a.failed || err != nil
	return err == nil
}

// The assertion tells whether there is a body, as the error does.
func okAssertedBody(a *asserts, url string) {
	resp, err := http.Get(url)
	if a.NoError(err) {
		resp.Body.Close()
	}
}

// The second iterator stays where it is when the first one ends before it.
func badPulled(a, b iter.Seq[int]) bool {
	nextA, stopA := iter.Pull(a)
	defer stopA()
	nextB, stopB := iter.Pull(b) // want "the iterator of nextB is not ended by stopB on the way to"
	for {
		x, ok := nextA()
		y, also := nextB()
		if !ok || !also {
			break
		}
		if x != y {
			return false
		}
	}
	stopB()
	return true
}

// An iterator that has given its last value is at its end.
func okPulledOut(seq iter.Seq[int]) (sum int) {
	next, stop := iter.Pull(seq)
	for {
		v, ok := next()
		if !ok {
			return sum
		}
		if sum += v; sum < 0 {
			stop()
			return 0
		}
	}
}

type fetcher struct {
	client *http.Client
}

// Hands out what it opened.
func (f *fetcher) fetch(url string) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return f.client.Do(req)
}

// The same once more, with a test in between.
func (f *fetcher) fetchFound(url string) (*http.Response, error) {
	resp, err := f.fetch(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotFound {
		resp.Body.Close()
		return nil, io.EOF
	}
	return resp, nil
}

// Opened by a helper, dropped here.
func (f *fetcher) badHandedOut(url string) ([]byte, error) {
	resp, err := f.fetch(url) // want "response body resp.Body"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Through two.
func (f *fetcher) badHandedOutTwice(url string) (int, error) {
	resp, err := f.fetchFound(url) // want "response body resp.Body"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// Closed by the one it was handed to.
func (f *fetcher) okHandedOut(url string) ([]byte, error) {
	resp, err := f.fetchFound(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func (f *fetcher) fetchWhole(url string) (*http.Response, error) {
	resp, err := f.client.Get(url)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	return resp, err
}

// What it gets is read already.
func (f *fetcher) okReplaced(url string) (int, error) {
	resp, err := f.fetchWhole(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func open(lines []string) io.ReadCloser {
	pr, pw := io.Pipe()
	go func() {
		for _, line := range lines {
			if _, err := io.WriteString(pw, line); err != nil {
				return
			}
		}
		pw.Close()
	}()
	return pr
}

// The pipe behind the reader stays full when the first line is enough.
func badPipeHandedOut(lines []string) string {
	r := open(lines) // want "pipe reader r"
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		if sc.Text() != "" {
			return sc.Text()
		}
	}
	return ""
}

// Read to its end.
func okPipeHandedOut(lines []string) (n int) {
	sc := bufio.NewScanner(open(lines))
	r := open(lines)
	rest := bufio.NewScanner(r)
	for rest.Scan() {
		n++
	}
	for sc.Scan() {
		n++
	}
	return n
}

// The connection under the body is somebody else's from here on.
func (f *fetcher) okUpgraded(url string) (io.ReadWriteCloser, error) {
	resp, err := f.fetch(url)
	if err != nil {
		return nil, err
	}
	conn, ok := resp.Body.(io.ReadWriteCloser)
	if !ok {
		resp.Body.Close()
		return nil, errStatus
	}
	return conn, nil
}

func (a *asserts) asked(url string) *http.Response {
	resp, err := http.Get(url)
	a.NoError(err)
	a.NoError(resp.Body.Close())
	return resp
}

// What the helper gives out is closed already.
func okAsked(a *asserts, url string) bool {
	resp := a.asked(url)
	return resp.StatusCode == http.StatusOK
}

// An object of the program's own: its goroutine ends when Close is called, and not otherwise.
type poller struct {
	stop  chan struct{}
	ticks int
}

func newPoller(every time.Duration) *poller {
	p := &poller{stop: make(chan struct{})}
	go p.run(every)
	return p
}

func (p *poller) run(every time.Duration) {
	for {
		select {
		case <-p.stop:
			return
		case <-time.After(every):
			p.ticks++
		}
	}
}

func (p *poller) Close() { close(p.stop) }

func badPoller(names []string) error {
	p := newPoller(time.Second) // want "the poller p is not ended by Close"
	if len(names) == 0 {
		return errors.New("no names")
	}
	fmt.Println(names)
	p.Close()
	return nil
}

func okPoller(names []string) error {
	p := newPoller(time.Second)
	defer p.Close()
	if len(names) == 0 {
		return errors.New("no names")
	}
	fmt.Println(names)
	return nil
}

func okPollerKept(serve func(func() int)) {
	p := newPoller(time.Second)
	serve(func() int { return p.ticks })
}

// A method starts the goroutine, and a context that a function in a field cancels ends it.
type lease struct{ cancel context.CancelFunc }

func (l *lease) Keep(renew func()) {
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				renew()
			}
		}
	}()
}

func (l *lease) Drop() { l.cancel() }

func badLease(work func() error, renew func()) error {
	l := &lease{}
	l.Keep(renew) // want "the lease l is not ended by Drop"
	if err := work(); err != nil {
		return err
	}
	l.Drop()
	return nil
}

func okLease(work func() error, renew func()) error {
	l := new(lease)
	l.Keep(renew)
	err := work()
	l.Drop()
	return err
}
