package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// steady are names that stay what they are from one drawing to the next: the screen
// itself, its port and what belongs to both.
var steady = []string{"s", "a", "l", "t", "f", "port", "lang", "ctx"}

// TestHandlersAreNotStale: go-app keeps the handler of the drawing before when the
// new one is the same piece of code, whatever it has captured. A button that knows
// its record by a captured variable then acts on another record once a list has
// moved. Such a handler says what it depends on: app.EventScope(id).
func TestHandlersAreNotStale(t *testing.T) {
	err := filepath.WalkDir(filepath.Join(root, "app"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || filepath.Dir(path) == filepath.Join(root, "app") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				stale(fn, func(at token.Pos, what string) {
					t.Errorf("%s: the handler depends on %s and goes stale: add app.EventScope(…)", strings.TrimPrefix(set.Position(at).String(), root+"/"), what)
				})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// stale finds handlers of one function that depend on its variables and do not say so.
func stale(fn *ast.FuncDecl, tell func(token.Pos, string)) {
	local := locals(fn)
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !strings.HasPrefix(sel.Sel.Name, "On") || len(sel.Sel.Name) < 4 {
			return true
		}
		switch arg := call.Args[0].(type) {
		case *ast.FuncLit:
			if name := captured(arg, local); name != "" {
				tell(call.Args[0].Pos(), name)
			}
		case *ast.CallExpr:
			if len(arg.Args) > 0 {
				tell(call.Args[0].Pos(), "what it was made with")
			}
		}
		return true
	})
}

// locals are the names that a function declares: parameters and variables.
func locals(fn *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	add := func(id *ast.Ident) {
		if !among(steady, id.Name) && id.Name != "_" {
			names[id.Name] = true
		}
	}
	for _, field := range fn.Type.Params.List {
		if isPort(field.Type) {
			continue
		}
		for _, id := range field.Names {
			add(id)
		}
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, left := range n.Lhs {
					if id, ok := left.(*ast.Ident); ok {
						add(id)
					}
				}
			}
		case *ast.RangeStmt:
			for _, left := range []ast.Expr{n.Key, n.Value} {
				if id, ok := left.(*ast.Ident); ok {
					add(id)
				}
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				add(id)
			}
		}
		return true
	})
	return names
}

// isPort tells a port, which is one for the whole program.
func isPort(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "Port"
	case *ast.SelectorExpr:
		return e.Sel.Name == "Port"
	}
	return false
}

// captured is a local name that the literal uses and does not declare itself.
func captured(lit *ast.FuncLit, local map[string]bool) (name string) {
	own := map[string]bool{}
	for _, field := range lit.Type.Params.List {
		for _, id := range field.Names {
			own[id.Name] = true
		}
	}
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, left := range n.Lhs {
					if id, ok := left.(*ast.Ident); ok {
						own[id.Name] = true
					}
				}
			}
		case *ast.SelectorExpr: // a field's name is no variable
			if id, ok := n.X.(*ast.Ident); ok && local[id.Name] && !own[id.Name] {
				name = id.Name
			}
			_, inner := n.X.(*ast.Ident)
			return !inner
		case *ast.KeyValueExpr:
			if id, ok := n.Value.(*ast.Ident); ok && local[id.Name] && !own[id.Name] {
				name = id.Name
			}
			_, plain := n.Value.(*ast.Ident)
			return !plain
		case *ast.Ident:
			if local[n.Name] && !own[n.Name] {
				name = n.Name
			}
		}
		return name == ""
	})
	return name
}

// TestNothingEndsUnheard: go-app drops what is dispatched from an element that is not
// drawn any more. A handler whose work ends later dispatches from the page (Port.Page),
// or from the context that its screen was mounted with: else a till waits for ever, and an
// error is told to nobody.
func TestNothingEndsUnheard(t *testing.T) {
	err := filepath.WalkDir(filepath.Join(root, "app"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		if room := filepath.Base(filepath.Dir(path)); room == "frame" || room == "kit" { // what is called with the page
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && fn.Body != nil && !strings.HasPrefix(fn.Name.Name, "On") && !strings.Contains(fn.Doc.Text(), "ctx is the screen's own") && unheard(fn) {
				t.Errorf("%s: what ends later is dispatched from what was tapped: ctx = port.Page(ctx)", strings.TrimPrefix(set.Position(fn.Pos()).String(), root+"/"))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// unheard reports whether a function goes on with an event's context when it is called
// again later, without having put the page's in its place before.
func unheard(fn *ast.FuncDecl) (found bool) {
	page := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		switch from, _ := sel.X.(*ast.Ident); {
		case sel.Sel.Name == "Page" && len(call.Args) == 1:
			page = true
		case from != nil && from.Name == "ctx" && (sel.Sel.Name == "Async" || sel.Sel.Name == "After"):
			found = found || !page && dispatches(call)
		case sel.Sel.Name == "Go" && len(call.Args) == 3: // frame.Try
			plain, _ := call.Args[0].(*ast.Ident)
			found = found || !page && plain != nil && plain.Name == "ctx"
		}
		return true
	})
	return found
}

// dispatches reports whether something is dispatched from ctx in what a call is given.
func dispatches(call *ast.CallExpr) (found bool) {
	ast.Inspect(call, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		from, _ := sel.X.(*ast.Ident)
		found = found || from != nil && from.Name == "ctx" && sel.Sel.Name == "Dispatch"
		return true
	})
	return found
}
