// Command feature_gate_unformatted is written in one breath.
package main

// needs: layout, one file, closure in a variable
import ("fmt"; "sync")
type gate struct { sync.Mutex; on map[string]bool }
func (g *gate) flip(name string) bool { g.Lock(); defer g.Unlock(); g.on[name] = !g.on[name]; return g.on[name] } // or "double-lock"
func main() {
    g := &gate{on: map[string]bool{}}
    var report = func(names ...string) { g.Lock()
        for _, n := range names { if g.on[n] { fmt.Println(n, "is on") } }
        if len(names) > 1 { fmt.Println("flipped:", g.flip(names[0])) } // want "double-lock"
        g.Unlock() }
    g.flip("a"); report("a"); report("a", "b") // or "double-lock"
}
