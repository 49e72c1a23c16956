package house

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryRecordIsInTheList finds types with RecordID and Audience in shared and
// wants each in shared/city/records.go, whose shapes are watched.
func TestEveryRecordIsInTheList(t *testing.T) {
	methods := map[string]map[string]bool{}
	eachFunc(t, filepath.Join(root, "shared"), func(file string, _ *token.FileSet, f *ast.FuncDecl) {
		if f.Recv == nil || len(f.Recv.List) == 0 || strings.HasSuffix(file, "_test.go") {
			return
		}
		if name, ok := f.Recv.List[0].Type.(*ast.Ident); ok {
			key := filepath.Base(filepath.Dir(file)) + "." + name.Name
			if methods[key] == nil {
				methods[key] = map[string]bool{}
			}
			methods[key][f.Name.Name] = true
		}
	})
	list, err := os.ReadFile(filepath.Join(root, "shared/city/records.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for name, m := range methods {
		if !m["RecordID"] || !m["Audience"] {
			continue
		}
		found++
		if !strings.Contains(string(list), name+"{}") {
			t.Errorf("%s is a record and not in shared/city/records.go", name)
		}
	}
	if found < 15 {
		t.Errorf("only %d records were found: the test looks in the wrong place", found)
	}
}
