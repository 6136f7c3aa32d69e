// Command feature_gate_unformatted is written in one breath.
package main
import ("fmt"; "sync")
type gate struct { sync.Mutex; on map[string]bool }
func (g *gate) flip(name string) bool { g.Lock(); defer g.Unlock(); g.on[name] = !g.on[name]; return g.on[name] }
func main() {
    g := &gate{on: map[string]bool{}}
    var report = func(names ...string) { g.Lock()
        for _, n := range names { if g.on[n] { fmt.Println(n, "is on") } }
        g.Unlock()
        if len(names) > 1 { fmt.Println("flipped:", g.flip(names[0])) } }
    g.flip("a"); report("a"); report("a", "b")
}
