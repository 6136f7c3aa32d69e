// Command gotypes prints, for packages of the Go distribution, what go/types finds out:
// file, offset, kind (var or method), name, and the variable's type or the selected method's full name.
package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	src := os.Args[1]
	fset := token.NewFileSet()
	read := importer.ForCompiler(fset, "source", nil)
	path := func(p *types.Package) string { return p.Path() }
	for _, name := range os.Args[2:] {
		pkg, err := build.Import(name, src, 0)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		var files []*ast.File
		for _, file := range pkg.GoFiles {
			if tree, err := parser.ParseFile(fset, filepath.Join(pkg.Dir, file), nil, 0); err == nil {
				files = append(files, tree)
			}
		}
		found := &types.Info{
			Defs:       map[*ast.Ident]types.Object{},
			Selections: map[*ast.SelectorExpr]*types.Selection{},
		}
		config := types.Config{Importer: read, Error: func(error) {}, FakeImportC: true}
		config.Check(name, fset, files, found)
		show := func(at *ast.Ident, kind, what string) {
			place := fset.Position(at.Pos())
			fmt.Printf("%s\t%d\t%s\t%s\t%s\n", strings.TrimPrefix(place.Filename, src+"/"), place.Offset, kind, at.Name, what)
		}
		for at, object := range found.Defs {
			if v, ok := object.(*types.Var); ok && !v.IsField() {
				show(at, "var", types.TypeString(types.Unalias(v.Type()), path))
			}
		}
		for selector, selection := range found.Selections {
			if f, ok := selection.Obj().(*types.Func); ok {
				show(selector.Sel, "method", f.FullName())
			}
		}
	}
}
