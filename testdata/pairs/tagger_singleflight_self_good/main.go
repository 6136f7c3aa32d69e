// Command tagger resolves tags, each once, however many ask; an alias is resolved through the tag it stands for.
package main

import (
	"fmt"
	"strings"

	"golang.org/x/sync/singleflight"
)

type tagger struct {
	flight  singleflight.Group
	aliases map[string]string
}

func (t *tagger) resolve(tag string) (string, error) {
	v, err, _ := t.flight.Do("tags", func() (any, error) {
		return t.lookup(tag)
	})
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

func (t *tagger) lookup(tag string) (string, error) {
	if to, ok := t.aliases[tag]; ok {
		return t.lookup(to)
	}
	if strings.ContainsAny(tag, " \t") {
		return "", fmt.Errorf("bad tag %q", tag)
	}
	return strings.ToLower(tag), nil
}

func main() {
	t := &tagger{aliases: map[string]string{"golang": "Go"}}
	fmt.Println(t.resolve("SQL"))
	fmt.Println(t.resolve("golang"))
}
