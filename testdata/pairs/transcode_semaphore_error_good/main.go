// Command transcode_semaphore_error transcodes clips, at most two at a time.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"
)

type Transcoder struct {
	slots *semaphore.Weighted
	out   []string
}

var errFormat = errors.New("unknown format")

func (t *Transcoder) Transcode(ctx context.Context, clip string) error {
	if err := t.slots.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("%s: %w", clip, err)
	}
	defer t.slots.Release(1)
	if !strings.HasSuffix(clip, ".mkv") {
		return fmt.Errorf("%s: %w", clip, errFormat)
	}
	t.out = append(t.out, strings.TrimSuffix(clip, ".mkv")+".mp4")
	return nil
}

func main() {
	t := &Transcoder{slots: semaphore.NewWeighted(2)}
	for _, clip := range []string{"intro.mkv", "notes.txt", "cover.png", "outro.mkv"} {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		err := t.Transcode(ctx, clip)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			panic("no slot was ever given back")
		}
	}
	fmt.Println(t.out)
}
