// Command exporter_embedded_pointer has an exporter that extends a registry and overrides its description.
package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
)

type describer interface{ describe() string }

type registry struct {
	sync.Mutex
	names []string
}

func (r *registry) describe() string {
	r.Lock()
	defer r.Unlock()
	sort.Strings(r.names)
	return strings.Join(r.names, ",")
}

type labelled struct{ *registry }

type exporter struct {
	labelled
	sent []string
}

func (e *exporter) export(d describer) {
	text := d.describe()
	e.Lock()
	defer e.Unlock()
	e.sent = append(e.sent, text)
}

func main() {
	e := &exporter{labelled: labelled{&registry{names: []string{"up", "errors"}}}}
	e.export(e)
	fmt.Println(e.sent)
}
