package example

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

var errNone = errors.New("none")

func load(name string) (string, error) {
	if name == "" {
		return "", errNone
	}
	return name, nil
}

// Fatal ends the goroutine it runs in, not the test: the send never happens, the test waits for ever.
func badFatal(t *testing.T) {
	result := make(chan string)
	go func() {
		text, err := load("a")
		if err != nil {
			t.Fatal(err) // want "Fatal"
		}
		result <- text
	}()
	<-result
}

// FailNow is the same without words.
func badFailNow(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		if _, err := load(""); err == nil {
			t.FailNow() // want "FailNow"
		}
	}()
	wg.Wait()
}

// Skip ends the goroutine too.
func badSkip(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if os.Getenv("SHORT") != "" {
			t.Skip("short") // want "Skip"
		}
	}()
	<-done
}

// A benchmark, in a goroutine the WaitGroup starts.
func badBenchmark(b *testing.B) {
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := load("b"); err != nil {
			b.Fatalf("load: %v", err) // want "Fatalf"
		}
	})
	wg.Wait()
}

func mustLoad(t testing.TB, name string) string {
	t.Helper()
	text, err := load(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Through a helper.
func badHelper(t *testing.T) {
	result := make(chan string, 1)
	go func() {
		result <- mustLoad(t, "c") // want "."
	}()
	<-result
}

func mustReceive(t *testing.T, in <-chan string) string {
	t.Helper()
	select {
	case text := <-in:
		return text
	case <-time.After(time.Second):
		t.Fatal("nothing came")
	}
	return ""
}

// Through a helper, and the test waits for what comes behind it.
func badReceivingHelper(t *testing.T, in <-chan string) {
	result := make(chan string)
	go func() {
		result <- mustReceive(t, in) // want "mustReceive"
	}()
	<-result
}

// The test itself calls that helper.
func okReceivingHelper(t *testing.T, in <-chan string) {
	if mustReceive(t, in) == "" {
		t.Error("empty")
	}
}

// t belongs to the outer test, the goroutine to the subtest.
func badSubtest(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := load("d"); err != nil {
				t.Fatal(err) // want "Fatal"
			}
		}()
		wg.Wait()
	})
}

// Error marks the test as failed and goes on.
func okError(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		if _, err := load("e"); err != nil {
			t.Error(err)
			return
		}
	}()
	wg.Wait()
}

// The error travels to the test's goroutine.
func okChannel(t *testing.T) {
	errs := make(chan error, 1)
	go func() {
		_, err := load("f")
		errs <- err
	}()
	if err := <-errs; err != nil {
		t.Fatal(err)
	}
}

// Fatal in the body of a subtest: t.Run gives it a goroutine and a t of its own.
func okSubtest(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		if _, err := load("g"); err != nil {
			t.Fatal(err)
		}
	})
}

// The goroutine runs a subtest, which may end itself.
func okRunInGoroutine(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		t.Run("sub", func(t *testing.T) {
			if _, err := load("h"); err != nil {
				t.Fatal(err)
			}
		})
	}()
	wg.Wait()
}

// Cleanup functions run in the test's goroutine.
func okCleanup(t *testing.T) {
	t.Cleanup(func() {
		if _, err := load("i"); err != nil {
			t.Fatal(err)
		}
	})
}

// A closure called on the spot, and a deferred one.
func okClosure(t *testing.T) {
	check := func(name string) {
		if _, err := load(name); err != nil {
			t.Fatal(err)
		}
	}
	check("j")
	defer func() {
		if _, err := load("k"); err != nil {
			t.Fatal(err)
		}
	}()
}

// The helper is called by the test itself.
func okHelper(t *testing.T) {
	if mustLoad(t, "l") == "" {
		t.Fatal("empty")
	}
}

// A panic ends the whole test process, wherever it happens.
func okPanic(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if _, err := load("m"); err != nil {
			panic(err)
		}
	}()
	<-done
	t.Log("done")
}

// Fatal behind the join.
func okAfterJoin(t *testing.T) {
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		time.Sleep(time.Millisecond)
		_, err = load("n")
	}()
	<-done
	if err != nil {
		t.Fatal(err)
	}
}

type recorder struct{ failed bool }

func (r *recorder) Fatal(...any) { r.failed = true }

// Another type's Fatal.
func okOtherFatal(t *recorder) {
	go func() {
		t.Fatal("recorded")
	}()
}

// Nobody waits: the test may be over when the goroutine logs.
func TestLate(t *testing.T) {
	go func() {
		text, _ := load("o")
		t.Log("loaded", text) // want "may come when the test is over"
	}()
	if _, err := load("p"); err != nil {
		t.Fatal(err)
	}
}

// The same when something fails.
func TestLateError(t *testing.T) {
	go func() {
		if _, err := load("q"); err != nil {
			t.Errorf("load: %v", err) // want "may come when the test is over"
		}
	}()
}

// The test waits for the goroutine's last word.
func TestJoined(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		text, _ := load("r")
		t.Log("loaded", text)
	}()
	<-done
}

// Through a literal of the test.
func badLiteral(t *testing.T) {
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	result := make(chan string)
	go func() {
		text, err := load("s")
		check(err) // want "check fails"
		result <- text
	}()
	<-result
}

// The goroutine says when it is done; the test does not listen.
func TestUnheard(t *testing.T) {
	in, done := make(chan string, 2), make(chan struct{})
	go func() {
		defer close(done)
		for name := range in {
			if _, err := load(name); err != nil {
				t.Errorf("%s: %v", name, err) // want "may come when the test is over"
			}
		}
	}()
	in <- "t"
	in <- "u"
	close(in)
}

// The count is never waited for; in a subtest.
func TestUnheardGroup(t *testing.T) {
	t.Run("many", func(t *testing.T) {
		var wg sync.WaitGroup
		for _, name := range []string{"v", "w"} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if _, err := load(name); err != nil {
					t.Error(err) // want "may come when the test is over"
				}
			}()
		}
	})
}

type feeder struct {
	in   chan string
	done chan struct{}
}

func (f *feeder) finish() {
	close(f.in)
	<-f.done
}

// A method of the object the goroutine tells waits for it.
func TestHeardByMethod(t *testing.T) {
	f := &feeder{in: make(chan string), done: make(chan struct{})}
	go func() {
		defer close(f.done)
		for name := range f.in {
			if _, err := load(name); err != nil {
				t.Error(err)
			}
		}
	}()
	f.in <- "x"
	f.finish()
}

// The answer is received.
func TestHeardAnswer(t *testing.T) {
	out := make(chan string)
	go func() {
		text, err := load("y")
		if err != nil {
			t.Error(err)
		}
		out <- text
	}()
	if text := <-out; text == "" {
		t.Fatal("empty")
	}
}

// All slots taken again, all goroutines are done.
func TestOkSlots(t *testing.T) {
	slots := make(chan bool, 2)
	for i := range 8 {
		slots <- true
		go func() {
			defer func() { <-slots }()
			if i > 8 {
				t.Errorf("%d", i)
			}
		}()
	}
	for range 2 {
		slots <- true
	}
}
