package browser

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

// An administrator adds an account; its first password is shown once, must be
// changed before anything else, and opens the clerk's desk. A role that is taken
// away is gone at the next contact, and a disabled account is out at once.
func TestAccountFromFirstPasswordToTheDoor(t *testing.T) {
	c := startCity(t)
	admin := newPhone(t, c, "administrator")
	signIn(admin, "admin")
	admin.open("/admin")
	admin.alive()
	admin.reads("7 个账号")
	admin.tap("#add")
	admin.fill("#new-login", "zhang.san")
	admin.fill("#new-name", "张三")
	admin.tap("#new-clerk")
	admin.tap("#add-now")
	admin.see(`document.querySelector("#first-password")`, "the first password")
	first := admin.eval(`document.querySelector("#first-password").innerText.trim()`)
	admin.reads("8 个账号")
	admin.tap("#noted")
	admin.see(`!document.body.innerText.includes(`+quote(first)+`)`, "the password to be gone")

	clerk := newPhone(t, c, "clerk")
	clerk.open("/signin")
	clerk.alive()
	clerk.fill("#name", "zhang.san")
	clerk.fill("#password", first)
	clerk.tap("#sign-in")
	clerk.reads("换一个自己的密码")
	clerk.fill("#new-password", first)
	clerk.tap("#change-password")
	clerk.reads("请换一个")
	clerk.fill("#new-password", "灯火阑珊处 2026")
	clerk.tap("#change-password")
	clerk.see(`location.pathname === "/staff/triage"`, "the desk")
	clerk.reads("没有待核实的报告")

	admin.fill("#search", "zhang")
	admin.tapText("张三")
	admin.reads("登录着的手机")
	admin.reads("Chrome")
	admin.fits()
	admin.shot("admin-zh-light")
	admin.tap("#edit-officer")
	admin.tap("#edit-clerk")
	admin.tap("#save")
	admin.reads("已保存")
	clerk.see(`[...document.querySelectorAll(".weui-tabbar__label")].some(e => e.innerText === "郑点亮")`, "the tabs of a publicity officer")
	clerk.reads("这一页给工作人员用")

	admin.tap("#stop")
	admin.tap("#stop-now")
	clerk.reads("登录已过期")
	clerk.tapText("重新登录")
	clerk.fill("#name", "zhang.san")
	clerk.fill("#password", "灯火阑珊处 2026")
	clerk.tap("#sign-in")
	clerk.reads("这个账号停用了")

	admin.open("/admin/audit")
	admin.alive()
	admin.reads("记录完整")
	admin.reads("修改账号")
	admin.reads("张三")
}

// Wrong passwords close an account for a while; the page counts it down.
func TestLockoutCountsDown(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "guesser")
	p.open("/signin")
	p.alive()
	p.fill("#name", "clerk")
	for range 5 {
		p.fill("#password", "not it")
		p.eval(`document.querySelector("[role=alert]")?.setAttribute("data-old", ""); ""`)
		p.tap("#sign-in")
		p.see(`document.querySelector("[role=alert]:not([data-old])")`, "the city's no")
	}
	p.tap("#sign-in")
	p.see(`/再等 \d+ 秒/.test(document.querySelector("#sign-in").innerText) && document.querySelector("#sign-in").disabled`, "a countdown")
	before := p.eval(`document.querySelector("#sign-in").innerText`)
	p.see(`document.querySelector("#sign-in").innerText !== `+quote(before), "the countdown to go on")
}

// A passkey is made on the phone and lets its person in without a name.
func TestPasskeySignsIn(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "passkey")
	p.plug.host = "localhost" // a passkey belongs to a name, not to an address
	p.hasKeys()
	p.open("/signin")
	p.alive()
	p.fill("#name", "clerk")
	p.fill("#password", "denghuo-2024")
	p.tap("#sign-in")
	p.see(`!location.pathname.startsWith("/signin")`, "to be signed in")
	p.alive()
	p.open("/me/data")
	p.alive()
	p.fill("#key-label", "值班手机")
	p.tap("#add-key")
	p.reads("添加好了")
	p.reads("值班手机")
	p.signOut()
	p.open("/signin")
	p.alive()
	p.tap("#by-passkey")
	p.see(`location.pathname === "/staff/triage"`, "the desk")
	p.alive()
	p.open("/me")
	p.alive()
	p.reads("分拣员（演练）")
}

// hasKeys gives the phone an authenticator that knows its person.
func (p *phone) hasKeys() {
	p.t.Helper()
	_, err := chromedp.Call(p.page, webauthn.Enable, webauthn.EnableParams{})
	p.must(err, "passkeys")
	_, err = chromedp.Call(p.page, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	p.must(err, "an authenticator")
}

func (p *phone) signOut() {
	p.t.Helper()
	p.open("/me")
	p.alive()
	p.tap("#sign-out")
	p.tap("#sign-out-now")
	p.see(`location.pathname === "/"`, "to be signed out")
	p.alive()
}

// The city's own sign-on: to a true provider of another site, and back.
func TestSingleSignOnInTheBrowser(t *testing.T) {
	provider := httptest.NewUnstartedServer(nil)
	_, port, _ := strings.Cut(provider.Listener.Addr().String(), ":")
	issuer := "http://localhost:" + port + "/"
	keep := slog.Default()
	provider.Config.Handler = exampleop.SetupServer(issuer, storage.NewStorage(storage.NewUserStore(issuer)), slog.New(slog.DiscardHandler), false)
	slog.SetDefault(keep) // the example takes it over
	provider.Start()
	t.Cleanup(provider.Close)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("between us"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := startCity(t, "--sso-issuer", issuer, "--sso-secret-file", secret,
		"--sso-roles", "preferred_username=test-user2:clerk", "--sso-name", "城市统一登录")
	p := newPhone(t, c, "single-sign-on")
	storage.RegisterClients(storage.WebClient("denghuo", "between us", "http://"+p.plug.addr()+"/sso/back"))
	p.open("/signin")
	p.alive()
	p.see(`document.querySelector("#by-sso")`, "the city's own sign-on")
	p.shot("signin-zh-light")
	p.tapText("用城市统一登录登录")
	p.fill("#username", "test-user2")
	p.fill("#password", "verysecure")
	p.tapText("Login")
	p.see(`location.pathname === "/staff/triage"`, "the desk")
	p.alive()
	p.reads("没有待核实的报告")
}

// One phone of a person signs the other out; there nothing is lost and the way back
// is named. A sign-out without a network is told to the city afterwards.
func TestSignOutFromAnotherPhone(t *testing.T) {
	c := startCity(t)
	lost, mine := newPhone(t, c, "lost"), newPhone(t, c, "mine")
	signIn(lost, "clerk")
	signIn(mine, "clerk")
	mine.open("/me/data")
	mine.alive()
	mine.see(`[...document.querySelectorAll("button")].filter(e => e.innerText.trim() === "退出").length === 1`, "the other phone")
	mine.tapText("退出")
	lost.reads("登录已过期")
	settled(mine)
	mine.reads("只在这部手机登录着")

	mine.offline()
	mine.open("/me")
	mine.alive()
	mine.tap("#sign-out")
	mine.reads("现在没有网络")
	mine.tap("#sign-out-now")
	mine.see(`location.pathname === "/" && document.body.dataset.ready === "1"`, "to be signed out")
	mine.online()
	mine.see(`(window.__asked ??= fetch("/session").then(r => window.__gone = r.status === 401)) && window.__gone || (window.__asked = undefined)`, "the city to have ended it")
}

// A cardholder binds the card by the code that went to the register's phone: what
// waits in the outbox goes first, wrong codes count down, the report is the person's
// afterwards. Signed out everywhere, this phone is its own again and shows none of it.
func TestCardFromCodeToSignedOut(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "cardholder")
	p.open("/report")
	p.alive()
	settled(p)
	p.offline()
	p.fill("#words", "绑卡前报的路")
	p.tapText("提交报灯")
	p.reads("已存在这部手机")
	p.open("/me/card")
	p.alive()
	p.reads("还有 1 条没发出")
	p.online()
	code := p.askForCode(c, "李小灯", "zz0000000001")
	p.see(`!document.body.innerText.includes("条没发出")`, "the outbox to be empty")
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	p.fits()
	p.shot("card-zh-light")
	p.fill("#code", wrong)
	p.tap("#bind")
	p.reads("还可以试 4 次")
	p.fill("#code", code)
	p.tap("#bind")
	p.reads("李**")
	p.reads("从这部手机解绑")
	p.open("/me")
	p.alive()
	p.reads("绑卡前报的路")

	p.open("/me/card")
	p.alive()
	p.tap("#lost")
	p.reads("这部也是")
	p.tap("#lost-now")
	p.see(`location.pathname === "/me" && document.body.dataset.ready === "1"`, "to be a phone of its own again")
	p.reads("不用登录就能看")
	p.readsNot("绑卡前报的路")
}

// askForCode gives name and number, and reads what the program prints.
func (p *phone) askForCode(c *city, name, number string) string {
	p.t.Helper()
	p.fill("#card-name", name)
	p.fill("#card-number", number)
	p.tap("#get-code")
	p.reads("如果姓名和卡号对得上")
	select {
	case code := <-c.codes:
		return code
	case <-time.After(wait):
		p.t.Fatalf("%s: no code was printed", p.name)
		return ""
	}
}

// Everything that is kept can be taken away as a file, and deleted: the phone is a
// new person afterwards, whom the city knows nothing of.
func TestTakeAwayAndForget(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "forgotten")
	p.open("/report")
	p.alive()
	p.fill("#words", "要忘掉的路")
	p.tapText("提交报灯")
	p.reads("ZZ-0001")
	before := p.eval(`localStorage.getItem("dh.device")`)
	p.open("/me/data")
	p.alive()
	p.reads("到你要求删除为止")
	p.eval(`window.__files = []; URL.createObjectURL = (make => blob => { window.__files.push(blob.size); return make(blob) })(URL.createObjectURL.bind(URL)); ""`)
	p.tap("#export")
	p.reads("已导出")
	p.see(`window.__files.length === 1 && window.__files[0] > 500`, "a file")
	p.tap("#care")
	p.fits()
	p.shot("mydata-zh-care")
	p.tap("#care")
	p.tap("#delete")
	p.see(`document.querySelector("#delete-now").disabled`, "a button that waits for the word")
	p.fill("#delete-word", "删除")
	p.tap("#delete-now")
	p.see(`location.pathname === "/" && document.body.dataset.ready === "1"`, "to begin anew")
	if after := p.eval(`localStorage.getItem("dh.device")`); after == before || after == "" {
		t.Errorf("the phone's secret is %q, before %q", after, before)
	}
	p.open("/me")
	p.alive()
	p.readsNot("要忘掉的路")
}

// The administrator's pages in every look.
func TestLooksOfAdministration(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "admin-looks")
	signIn(p, "admin")
	p.inEveryLook("/admin", "/admin/cards", "/admin/audit", "/me/data")
}
