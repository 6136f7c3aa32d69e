// Command drain_after_break stops at the first match and drains what its producer still sends.
package main

import "fmt"

func words(text ...string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, w := range text {
			out <- w
		}
	}()
	return out
}

func firstLong(in <-chan string, length int) (found string) {
	defer func() {
		for range in {
		}
	}()
	for w := range in {
		if len(w) > length {
			return w
		}
	}
	return ""
}

func main() {
	fmt.Println(firstLong(words("a", "house", "on", "a", "mountain"), 3))
	fmt.Println(firstLong(words("no", "no"), 3) == "")
}
