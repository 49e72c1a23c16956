package browser

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// nextVersion builds the program once more with one script changed, so that it has
// another version and nothing else differs.
func nextVersion(t *testing.T) string {
	t.Helper()
	script := filepath.Join(root(t), "web/dist/boot.js")
	body, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "boot.js")
	if err := os.WriteFile(changed, append(body, "\n// the next version\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {script: changed}})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "denghuo")
	build := exec.Command("go", "build", "-trimpath", "-overlay", list, "-o", bin, "./server")
	build.Dir = root(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the next version: %v\n%s", err, out)
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
