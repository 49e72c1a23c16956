package browser

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// nextVersion is the program with one script changed, so that it has another version
// and nothing else differs.
func nextVersion(t *testing.T) string {
	t.Helper()
	const script = "web/dist/boot.js"
	return buildWith(t, map[string]string{script: source(t, script) + "\n// the next version\n"})
}

// source is a file of the project.
func source(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(root(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// buildWith builds the program once more, with these files in the place of the project's.
func buildWith(t *testing.T, files map[string]string) (bin string) {
	t.Helper()
	dir, instead := t.TempDir(), map[string]string{}
	for name, body := range files {
		file := filepath.Join(dir, strconv.Itoa(len(instead))+filepath.Ext(name))
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		instead[filepath.Join(root(t), name)] = file
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": instead})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	bin = filepath.Join(dir, "denghuo")
	build := exec.Command("go", "build", "-trimpath", "-overlay", list, "-o", bin, "./server")
	build.Dir = root(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program with other files: %v\n%s", err, out)
	}
	return bin
}

// A report waits in the outbox while the city moves to a new version. It arrives
// once, the person is asked and not surprised, and after the update all is there.
func TestNewVersionKeepsTheOutbox(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "resident")
	p.open("/report")
	p.alive()
	settled(p)
	old := p.eval("window.denghuo.version")
	p.offline()
	p.fill("#words", "换版前的路")
	p.tapText("提交报灯")
	p.reads("已存在这部手机")
	c.kill()
	c.bin = nextVersion(t)
	c.start()
	p.open("/me")
	p.alive()
	p.reads("待发送 1")
	p.online()
	p.reads("ZZ-0001")
	p.readsNot("待发送 1")
	if now := p.eval("window.denghuo.version"); now != old {
		t.Fatalf("the version changed to %s under the person's hands", now)
	}
	p.eval(`navigator.serviceWorker.getRegistration().then(r => r.update()); ""`)
	p.tapText("现在更新")
	p.see(`window.denghuo && window.denghuo.version !== `+quote(old), "the new version")
	p.alive()
	p.reads("换版前的路")
	p.reads("ZZ-0001")
}
