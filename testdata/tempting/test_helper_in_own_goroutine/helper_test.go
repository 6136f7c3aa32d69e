package helper

import (
	"errors"
	"sync"
	"testing"
)

func mustBe(t *testing.T, want, got int) {
	t.Helper()
	if want != got {
		t.Fatalf("want %d, got %d", want, got)
	}
}

func TestWorkers(t *testing.T) {
	var wg sync.WaitGroup
	sums := make([]int, 3)
	errs := make(chan error, len(sums))
	for i := range sums {
		wg.Go(func() {
			if i > len(sums) {
				t.Errorf("worker %d of %d", i, len(sums))
				errs <- errors.New("too many")
				return
			}
			sums[i] = i * 2
		})
	}
	t.Cleanup(func() { t.Log("checked") })
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Fatal(err)
	}
	for i, s := range sums {
		t.Run("sum", func(t *testing.T) {
			t.Parallel()
			mustBe(t, i*2, s)
		})
	}
}
