// Command preview runs a converter for every uploaded file.
package main

import (
	"fmt"
	"log"
	"os/exec"
	"sync"
)

// observe-threads: 32
// observe-expect: fatal
// needs: goroutine per item, os/exec, helper

type upload struct {
	name string
}

func convert(u upload) error {
	return exec.Command("sleep", "0.3").Run()
}

func previews(batch []upload) {
	var wg sync.WaitGroup
	for _, u := range batch {
		wg.Add(1)
		go func() { // want "unbounded-spawn"
			defer wg.Done()
			if err := convert(u); err != nil { // or "unbounded-spawn"
				log.Printf("%s: %v", u.name, err)
			}
		}()
	}
	wg.Wait()
}

func main() {
	var batch []upload
	for i := range 70 {
		batch = append(batch, upload{fmt.Sprintf("upload-%d", i)})
	}
	previews(batch)
	fmt.Println("converted", len(batch))
}
