package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"denghuo/shared/privacy"
)

// announced are the tables that hold what the city itself announces, so nothing
// in them is anybody's.
var announced = []string{"offer", "drop", "drop_left", "draw", "voided", "shop", "city_key", "bulletin", "campaign", "pole", "pole_fault", "inventory", "ledger_rates", "ledger_totals", "rules"}

// TestEveryTableIsInThePrivacyTable: whoever keeps something new says what it is,
// why it is kept, who reads it and for how long.
func TestEveryTableIsInThePrivacyTable(t *testing.T) {
	tables := tableNames(t)
	if len(tables) < 15 {
		t.Fatalf("only %d tables were found: %v", len(tables), tables)
	}
	for name, file := range tables {
		_, told := privacy.Of(name)
		if told == among(announced, name) {
			t.Errorf("table %q (%s): it wants one line, in shared/privacy or among what is announced here", name, file)
		}
	}
}

// tableNames finds op.Table[R]{Name: "x"} and Table[R]{"x"} in shared, with the
// file of each.
func tableNames(t *testing.T) map[string]string {
	t.Helper()
	names := map[string]string{}
	err := filepath.WalkDir(filepath.Join(root, "shared"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if name, ok := tableName(n); ok {
				names[name] = strings.TrimPrefix(path, root+"/")
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func tableName(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.CompositeLit)
	if !ok || len(lit.Elts) != 1 {
		return "", false
	}
	generic, ok := lit.Type.(*ast.IndexExpr)
	if !ok || !isTable(generic.X) {
		return "", false
	}
	value := lit.Elts[0]
	if named, ok := value.(*ast.KeyValueExpr); ok {
		value = named.Value
	}
	text, ok := value.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	name, err := strconv.Unquote(text.Value)
	return name, err == nil
}

func isTable(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name == "Table"
	case *ast.SelectorExpr:
		return x.Sel.Name == "Table"
	}
	return false
}
