package house

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"denghuo/shared/city"
)

const root = "../.."

type listed struct {
	ImportPath, Doc string
	Imports         []string
}

// packages lists ours for one target.
func packages(t *testing.T, env ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Doc,Imports", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, "denghuo/")
		all = append(all, p)
	}
	return all
}

func TestDoors(t *testing.T) {
	for name, env := range map[string][]string{"native": nil, "wasm": {"GOOS=js", "GOARCH=wasm"}} {
		t.Run(name, func(t *testing.T) {
			for _, p := range packages(t, env...) {
				if place(p.ImportPath) < 0 {
					t.Error(judge(p.ImportPath, ""))
					continue
				}
				for _, to := range p.Imports {
					if name == "wasm" && half(p.ImportPath) != "app" && half(p.ImportPath) != "shared" {
						continue // the city is never built for phones
					}
					if wrong := judge(p.ImportPath, to); wrong != "" {
						t.Error(wrong)
					}
				}
			}
		})
	}
}

// TestPlanCanFail shows that the plan says no.
func TestPlanCanFail(t *testing.T) {
	wrong := map[string][2]string{
		"rules_read_the_clock_of_chance": {"shared/lamp", "math/rand/v2"},
		"shared_knows_the_phone":         {"shared/op", "denghuo/app/replica"},
		"domains_meet":                   {"shared/offer", "denghuo/shared/lamp"},
		"upwards":                        {"shared/op", "denghuo/shared/lamp"},
		"badger_on_a_phone":              {"app/replica", badger},
		"javascript_in_a_screen":         {"app/report", "syscall/js"},
		"phone_knows_the_city":           {"app/link", "denghuo/server/hub"},
		"task_rooms_meet":                {"app/me", "denghuo/app/report"},
		"gate_opens_badger":              {"server/gate", badger},
		"a_room_not_on_the_plan":         {"server/util", "fmt"},
	}
	for name, w := range wrong {
		t.Run(name, func(t *testing.T) {
			if judge(w[0], w[1]) == "" {
				t.Errorf("%s may import %s", w[0], w[1])
			}
		})
	}
}

func TestEveryRoomSaysWhatItIs(t *testing.T) {
	for _, p := range append(packages(t), packages(t, "GOOS=js", "GOARCH=wasm")...) {
		if p.Doc == "" && !strings.HasSuffix(p.ImportPath, "_test") && p.ImportPath != "app" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

// TestRulesAskNoClock: time comes to a rule as Tx.At.
func TestRulesAskNoClock(t *testing.T) {
	err := filepath.WalkDir(filepath.Join(root, "shared"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		body, err := os.ReadFile(path)
		for _, clock := range []string{"time.Now(", "time.Since(", "time.Until("} {
			if strings.Contains(string(body), clock) {
				t.Errorf("%s calls %s)", path, clock)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryOpIsInTheList finds types with Kind, Check and Apply in shared and
// wants each in shared/city, which is where an op begins to exist.
func TestEveryOpIsInTheList(t *testing.T) {
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
	var list []byte
	for _, name := range []string{"city.go", "inner.go", "desk.go"} {
		part, err := os.ReadFile(filepath.Join(root, "shared/city", name))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, part...)
	}
	ops := 0
	for name, m := range methods {
		if m["Kind"] && m["Check"] && m["Apply"] {
			ops++
			if !strings.Contains(string(list), "decoder["+strings.TrimPrefix(name, "city.")+"]") {
				t.Errorf("%s is an op and not in shared/city", name)
			}
		}
	}
	if ops != len(city.Names()) {
		t.Errorf("%d ops in shared, %d in the list", ops, len(city.Names()))
	}
}

// budgets are bytes after brotli. The residents' program is what a phone on a weak
// line waits for; it stays below go-app's own hello world as it comes, which has
// 1,398,251, and that was a budget before web/lean.mjs. Staff and shops work with theirs
// all day; a change of a few bytes has been seen to change what brotli makes of it by 13,000.
var budgets = map[string]int64{"app.wasm": 1_300_000, "staff.wasm": 1_715_000}

func TestWasmFitsTheBudget(t *testing.T) {
	for name, budget := range budgets {
		info, err := os.Stat(filepath.Join(root, "web/dist", name+".br"))
		if err != nil {
			t.Fatalf("the client is not built: run make wasm (%v)", err)
		}
		t.Logf("%s after brotli: %d bytes of %d", name, info.Size(), budget)
		if info.Size() > budget {
			t.Errorf("%s after brotli is %d bytes, the budget is %d", name, info.Size(), budget)
		}
	}
}

// TestLongest prints what is long. Long is a question, not a failure.
func TestLongest(t *testing.T) {
	type long struct {
		lines int
		what  string
	}
	var funcs, files []long
	lines := map[string]int{}
	eachFunc(t, root, func(file string, set *token.FileSet, f *ast.FuncDecl) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1
		funcs = append(funcs, long{n, file + " " + f.Name.Name})
		lines[file] = max(lines[file], set.File(f.Pos()).LineCount())
	})
	for file, n := range lines {
		files = append(files, long{n, file})
	}
	for name, all := range map[string][]long{"functions": funcs, "files": files} {
		sort.Slice(all, func(i, j int) bool { return all[i].lines > all[j].lines })
		var b strings.Builder
		for _, l := range all[:min(8, len(all))] {
			fmt.Fprintf(&b, "\n%5d %s", l.lines, strings.TrimPrefix(l.what, root+"/"))
		}
		t.Logf("longest %s:%s", name, b.String())
	}
}

func eachFunc(t *testing.T, dir string, f func(string, *token.FileSet, *ast.FuncDecl)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "build" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range parsed.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				f(path, set, fn)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
