package people

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"denghuo/server/sheet"
	"denghuo/shared/account"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// pocket is every phone that codes are sent to.
type pocket struct {
	mu   sync.Mutex
	sent []Message
	came chan struct{}
}

func (p *pocket) Send(_ context.Context, m Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m)
	p.came <- struct{}{}
	return nil
}

// shelf is photo bytes in memory.
type shelf map[photo.Hash][]byte

func (s shelf) Open(_ context.Context, h photo.Hash) (io.ReadCloser, error) {
	b, ok := s[h]
	if !ok {
		return nil, os.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (s shelf) Drop(_ context.Context, h photo.Hash, needed func() bool) error {
	if !needed() {
		delete(s, h)
	}
	return nil
}

// office is a town with a card register.
type office struct {
	*town
	cards  *Cards
	pocket *pocket
	shelf  shelf
}

func newOffice(t testing.TB) *office {
	t.Helper()
	w := &office{town: newTown(t), pocket: &pocket{came: make(chan struct{}, 100)}, shelf: shelf{}}
	w.cards = NewCards(w.people, CardsConfig{Keys: testKeys(1), Sender: w.pocket, Pictures: w.shelf,
		Text:   func(code string, _ int) (string, string) { return "码" + code, "code " + code },
		Readme: func(tables []string, _ time.Time) string { return "readme of " + strings.Join(tables, " ") }})
	w.cards.Register(w.mux)
	t.Cleanup(func() { w.cards.Close(context.Background()) })
	return w
}

const register = "name,number,phone\n李小明,ZZ0000001,13800000001\n欧阳娜娜,ZZ0000002,13800000002\n王芳,ZZ0000003,13800000001\n"

func (w *office) bring(text string) Imported {
	w.t.Helper()
	done, err := w.cards.Import(w.t.Context(), strings.NewReader(text), person.TheCity())
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

func (p *phone) bind(name, number string) said {
	p.t.Helper()
	return p.do("POST", "/card/bind", map[string]string{"name": name, "number": number})
}

func (p *phone) confirm(code, device string) said {
	p.t.Helper()
	return p.do("POST", "/card/confirm", map[string]string{"code": code, "device": device})
}

// code waits for the next message.
func (w *office) code() Message {
	w.t.Helper()
	<-w.pocket.came
	w.pocket.mu.Lock()
	defer w.pocket.mu.Unlock()
	return w.pocket.sent[len(w.pocket.sent)-1]
}

// settled waits until nothing is on its way, and tells how many were ever sent.
func (w *office) settled() int {
	w.cards.going.Wait()
	w.pocket.mu.Lock()
	defer w.pocket.mu.Unlock()
	return len(w.pocket.sent)
}

// bound is a phone on which a card was bound.
func (w *office) bound(name, number, device string) (*phone, said) {
	w.t.Helper()
	p := w.phone()
	if s := p.bind(name, number); s.status != http.StatusOK {
		w.t.Fatalf("bind: %d %s", s.status, s.body)
	}
	s := p.confirm(w.code().Code, device)
	if s.status != http.StatusOK {
		w.t.Fatalf("confirm: %d %s", s.status, s.body)
	}
	return p, s
}

func (w *office) card(number string) (c account.Card) {
	w.people.read(func(r op.Reader) { c, _ = account.Cards.Get(r, w.cards.Keys.card(number)) })
	return c
}

func (w *office) deviceOf(id person.ID) (d account.Device) {
	w.people.read(func(r op.Reader) { d, _ = account.Devices.Get(r, op.ID(id)) })
	return d
}

func idOf(device string) person.ID { return DeviceID(strings.TrimPrefix(device, "d.")) }

// report has a device say that a lamp is dark, with a photo.
func (w *office) report(device string, id op.ID, pictures ...photo.Hash) {
	w.t.Helper()
	who := idOf(device)
	w.do(account.Meet{Who: who})
	for _, h := range pictures {
		w.shelf[h] = []byte("bytes of " + h)
		w.do(photo.Arrive{Hash: h, Width: 4, Height: 3, Bytes: 9, From: who})
	}
	by, err := w.people.Actor(w.t.Context(), device, "")
	if err != nil {
		w.t.Fatal(err)
	}
	submit := lamp.Submit{ID: id, Spot: "at-" + id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}, Note: "我家门口", Photos: pictures}
	if err := w.city.Ask(w.t.Context(), submit, by, w.clock.Now()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *office) reportOf(id op.ID) (r lamp.Report) {
	w.people.read(func(rows op.Reader) { r, _ = lamp.Reports.Get(rows, id) })
	return r
}

func TestRegisterIsBroughtInAndBroughtUpToDate(t *testing.T) {
	w := newOffice(t)
	if done := w.bring(register); done.Added != 3 || done.Wrongs != 0 {
		t.Errorf("first: %+v", done)
	}
	if done := w.bring(register); done.Same != 3 || done.Added+done.Changed != 0 {
		t.Errorf("again: %+v", done)
	}
	changed := strings.Replace(register, "13800000002", "13800000009", 1) + "x\n赵六,ZZ0000004,13800000004\n"
	done := w.bring(changed)
	if done.Same != 2 || done.Changed != 1 || done.Added != 1 || fmt.Sprint(done.Wrong) != "[{5 columns}]" {
		t.Errorf("changed: %+v", done)
	}
	if cards, bound := w.cards.Count(); cards != 4 || bound != 0 {
		t.Errorf("%d cards, %d bound", cards, bound)
	}
}

// partOfNumber is the first half of a phone number as something of its own: inside a
// hash or a random name the same digits come by chance.
var partOfNumber = regexp.MustCompile(`(^|[^0-9A-Za-z_=+/-])1380{0,7}1?([^0-9A-Za-z_=+/-]|$)`)

// TestRegisterKeepsNoNumberAndNoName: whatever is stored of the file, in any record's
// body or name, has no card number, no phone number and no given name in it.
func TestRegisterKeepsNoNumberAndNoName(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	w.bound("李小明", "zz0000001", "")
	found := 0
	w.people.read(func(r op.Reader) {
		for table := range city.Records() {
			r.Each(table, func(row op.Row) bool {
				found++
				text := row.Key.String() + string(row.Body)
				for _, secret := range []string{"0000001", "13800000001", "小明", "娜娜"} {
					if strings.Contains(text, secret) && !strings.Contains(text, `"kind"`) {
						t.Errorf("%s has %q: %s", row.Key, secret, text)
					}
				}
				if partOfNumber.MatchString(text) && !strings.Contains(text, `"kind"`) {
					t.Errorf("%s has a part of a phone number: %s", row.Key, text)
				}
				return true
			})
		}
	})
	if found < 8 {
		t.Fatalf("only %d records were looked at", found)
	}
	if c := w.card("ZZ0000002"); c.Name != "欧阳**" {
		t.Errorf("masked as %q", c.Name)
	}
}

func TestBindingACard(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	device := deviceToken("a")
	w.report(device, "r1", hashA)
	p := w.phone()
	if s := p.bind(" 李 小明", "zz-0000001"); s.status != http.StatusOK || strings.TrimSpace(string(s.body)) != `{"again":60,"wait":600}` {
		t.Fatalf("%d %s", s.status, s.body)
	}
	m := w.code()
	if m.Phone != "13800000001" || len(m.Code) != 6 || m.Minutes != 10 || m.Zh != "码"+m.Code {
		t.Errorf("sent %+v", m)
	}
	s := p.confirm(" "+m.Code[:3]+" "+m.Code[3:], device)
	holder := account.HolderID(w.cards.Keys.card("ZZ0000001"))
	if s.status != http.StatusOK || s.ID != holder || len(s.Roles) != 1 || s.Roles[0] != person.Cardholder || p.token() == "" {
		t.Fatalf("%d %s", s.status, s.body)
	}
	if a := w.account(holder); a.Name != "李**" {
		t.Errorf("shown as %q", a.Name)
	}
	if r := w.reportOf("r1"); r.By != holder {
		t.Errorf("the report is %s's", r.By)
	}
	w.report(device, "r2") // the phone's old outbox goes on
	if r := w.reportOf("r2"); r.By != idOf(device) {
		t.Errorf("an edge that asks without an outbox is not handed over: %s", r.By)
	}
	if d := w.deviceOf(idOf(device)); d.Joined != holder {
		t.Errorf("the device is %+v", d)
	}
	if s := p.confirm(m.Code, device); s.Code != string(account.CodeOver) {
		t.Errorf("the code is used twice: %d %s", s.status, s.body)
	}
	again, s2 := w.boundLater("李小明", "ZZ0000001")
	if s2.ID != holder || again.token() == p.token() {
		t.Errorf("the same card is another person: %s", s2.ID)
	}
}

// boundLater binds when another code may be asked for.
func (w *office) boundLater(name, number string) (*phone, said) {
	w.clock.pass(account.CodeAgain)
	return w.bound(name, number, "")
}

const (
	hashA = photo.Hash("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
	hashB = photo.Hash("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")
)

// TestNobodyLearnsWhoHoldsACard: the answer for a card that the register has, for one
// that it has under another name, and for one that it does not have are the same
// bytes, and so are the rows that are written, but for what is in them.
func TestNobodyLearnsWhoHoldsACard(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	type seen struct {
		status int
		body   string
		rows   uint64
		wrong  string
	}
	var all []seen
	for _, c := range [][2]string{{"李小明", "ZZ0000001"}, {"王小明", "ZZ0000001"}, {"李小明", "ZZ9999999"}} {
		p := w.phone()
		_, before := w.store.At()
		s := p.bind(c[0], c[1])
		_, after := w.store.At()
		wrong := p.confirm("000000", "")
		if wrong.status == http.StatusOK {
			t.Fatal("a guess was right: run again")
		}
		all = append(all, seen{s.status, string(s.body), after - before, string(wrong.body)})
		if _, set := s.header["Set-Cookie"]; !set {
			t.Errorf("%v: no cookie", c)
		}
		w.clock.pass(time.Second)
	}
	for _, s := range all[1:] {
		if s != all[0] {
			t.Errorf("told apart: %+v", all)
		}
	}
	if n := w.settled(); n != 1 {
		t.Errorf("%d codes were sent", n)
	}
}

// TestFiveTries, and the sixth is too late even when it is right.
func TestFiveTries(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	p := w.phone()
	p.bind("李小明", "ZZ0000001")
	right := w.code().Code
	wrong := "000000"
	if right == wrong {
		wrong = "000001"
	}
	for left := account.CodeTries - 1; left >= 0; left-- {
		s := p.confirm(wrong, "")
		if want := fmt.Sprintf(`{"code":"code_wrong","left":%d}`, left); s.status != http.StatusBadRequest || strings.TrimSpace(string(s.body)) != want {
			t.Fatalf("%d %s, want %s", s.status, s.body, want)
		}
	}
	if s := p.confirm(right, ""); s.Code != string(account.CodeOver) || p.token() != "" {
		t.Errorf("the sixth try: %d %s", s.status, s.body)
	}
}

// TestACodeIsForWhoAskedAndForTenMinutes.
func TestACodeIsForWhoAskedAndForTenMinutes(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	p, thief := w.phone(), w.phone()
	p.bind("李小明", "ZZ0000001")
	code := w.code().Code
	if s := thief.confirm(code, ""); s.Code != string(account.CodeOver) {
		t.Errorf("another browser: %d %s", s.status, s.body)
	}
	w.clock.pass(time.Second)
	thief.bind("没有人", "ZZ9999999")
	if s := thief.confirm(code, ""); s.Code != string(account.CodeWrong) {
		t.Errorf("another browser's own attempt: %d %s", s.status, s.body)
	}
	w.clock.pass(account.CodeLasts)
	if s := p.confirm(code, ""); s.Code != string(account.CodeOver) {
		t.Errorf("after ten minutes: %d %s", s.status, s.body)
	}
}

// TestCodesAreLimited by card, phone, device and address; what counts is records, so
// an edge that starts anew counts on.
func TestCodesAreLimited(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	ask := func(name, number string) said {
		s := w.phone().bind(name, number)
		w.clock.pass(account.CodeAgain)
		return s
	}
	if s := w.phone().bind("李小明", "ZZ0000001"); s.status != http.StatusOK {
		t.Fatal(s.status)
	}
	if s := w.phone().bind("李小明", "ZZ0000001"); s.status != http.StatusTooManyRequests || s.Code != string(account.CodeOften) || s.Wait < 59 || s.Wait > 61 {
		t.Errorf("at once: %d %s", s.status, s.body)
	}
	w.clock.pass(account.CodeAgain)
	for range 4 {
		ask("李小明", "ZZ0000001")
	}
	if s := ask("李小明", "ZZ0000001"); s.Code != string(account.CodeOften) || s.Wait < 3600 {
		t.Errorf("the sixth of a day: %d %s", s.status, s.body)
	}
	if s := ask("别人", "ZZ0000001"); s.status != http.StatusOK {
		t.Errorf("who knows the number alone locks its holder out: %d %s", s.status, s.body)
	}
	// 王芳 has the same phone: five more, and then it is full, in silence.
	for range 5 {
		if s := ask("王芳", "ZZ0000003"); s.status != http.StatusOK {
			t.Errorf("%d %s", s.status, s.body)
		}
	}
	if n := w.settled(); n != 10 {
		t.Errorf("%d codes went to two cards of one phone", n)
	}
	w.clock.pass(24 * time.Hour)
	if s := ask("李小明", "ZZ0000001"); s.status != http.StatusOK {
		t.Errorf("a day later: %d %s", s.status, s.body)
	}
	if n := w.settled(); n != 11 {
		t.Errorf("%d codes", n)
	}
}

func TestOneDeviceAsksTenTimesADay(t *testing.T) {
	w := newOffice(t)
	p := w.phone()
	asks := func() said {
		s := p.do("POST", "/card/bind", map[string]string{"name": "李小明", "number": fmt.Sprintf("AA%07d", w.clock.Now().Unix()%10_000_000)},
			func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+deviceToken("a")) })
		w.clock.pass(time.Minute)
		return s
	}
	for n := range 10 {
		if s := asks(); s.status != http.StatusOK {
			t.Fatalf("ask %d: %d %s", n, s.status, s.body)
		}
	}
	if s := asks(); s.Code != string(account.CodeOften) {
		t.Errorf("%d %s", s.status, s.body)
	}
}

func TestUnbinding(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	device := deviceToken("a")
	w.report(device, "r1")
	p, s := w.bound("李小明", "ZZ0000001", device)
	if s := p.do("POST", "/card/unbind", map[string]string{"device": device}); s.status != http.StatusNoContent || p.token() != "" {
		t.Fatalf("%d %s", s.status, s.body)
	}
	if d := w.deviceOf(idOf(device)); d.Joined != "" || d.Blocked {
		t.Errorf("the device is %+v", d)
	}
	if by, err := w.people.Actor(t.Context(), device, ""); err != nil || by.Joined != "" {
		t.Errorf("the phone is not itself: %+v %v", by, err)
	}
	if r := w.reportOf("r1"); r.By != s.ID {
		t.Errorf("what was reported is %s's", r.By)
	}
	if s := p.do("POST", "/card/unbind", nil); s.Code != string(account.SignIn) {
		t.Errorf("without a session: %d %s", s.status, s.body)
	}
}

// TestALostPhone may not speak any more; the phone in hand may, and a found one after
// its card was bound on it again.
func TestALostPhone(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	lost, here := deviceToken("lost"), deviceToken("here")
	w.report(lost, "r1")
	stolen, s := w.bound("李小明", "ZZ0000001", lost)
	w.clock.pass(account.CodeAgain)
	p, _ := w.bound("李小明", "ZZ0000001", here)
	if s := p.do("POST", "/card/lost", map[string]string{"device": here}); s.status != http.StatusNoContent {
		t.Fatalf("%d %s", s.status, s.body)
	}
	for name, b := range map[string]*phone{"lost": stolen, "here": p} {
		if s := b.do("GET", "/session", nil); s.Code != string(account.SignIn) {
			t.Errorf("%s is still signed in: %d", name, s.status)
		}
	}
	if _, err := w.people.Actor(t.Context(), lost, ""); code(err) != account.SignIn {
		t.Errorf("the lost phone speaks: %v", err)
	}
	if _, err := w.people.Actor(t.Context(), here, ""); err != nil {
		t.Errorf("the phone in hand does not: %v", err)
	}
	if r := w.reportOf("r1"); r.By != s.ID {
		t.Errorf("what it reported is %s's", r.By)
	}
	w.clock.pass(account.CodeAgain)
	w.bound("欧阳娜娜", "ZZ0000002", lost) // a finder with a card of their own
	if _, err := w.people.Actor(t.Context(), lost, ""); code(err) != account.SignIn {
		t.Errorf("another card lets the lost phone speak: %v", err)
	}
	w.clock.pass(account.CodeAgain)
	w.bound("李小明", "ZZ0000001", lost)
	if _, err := w.people.Actor(t.Context(), lost, ""); err != nil {
		t.Errorf("it was found, and does not speak: %v", err)
	}
}

// files unpacks an archive.
func files(t *testing.T, s said) map[string]string {
	t.Helper()
	if s.status != http.StatusOK {
		t.Fatalf("%d %s", s.status, s.body)
	}
	z, err := zip.NewReader(bytes.NewReader(s.body), int64(len(s.body)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(b)
	}
	return all
}

// TestMyDataIsAllOfMineAndNobodyElses.
func TestMyDataIsAllOfMineAndNobodyElses(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	mine, other := deviceToken("mine"), deviceToken("other")
	w.report(mine, "r1", hashA)
	w.report(other, "r2", hashB)
	p, s := w.bound("李小明", "ZZ0000001", mine)
	got := files(t, p.do("GET", "/me/data.zip", nil))
	for _, name := range []string{"README.txt", "card.json", "records/report.json", "records/voice.json", "records/photo.json",
		"records/session.json", "records/device.json", "records/account.json", "photos/" + string(hashA) + ".jpg"} {
		if got[name] == "" {
			t.Errorf("no %s in %v", name, len(got))
		}
	}
	whole := fmt.Sprint(got)
	for _, not := range []string{`"r2"`, "at-r2", string(hashB), "13800000001", "ZZ0000001", "小明", string(idOf(other))} {
		if strings.Contains(whole, not) {
			t.Errorf("%q is in it", not)
		}
	}
	if !strings.Contains(got["card.json"], "138****0001") || !strings.Contains(got["records/report.json"], "我家门口") {
		t.Errorf("card %s, reports %s", got["card.json"], got["records/report.json"])
	}
	var sessions []account.Session
	if err := json.Unmarshal([]byte(got["records/session.json"]), &sessions); err != nil || len(sessions) != 1 || sessions[0].Who != s.ID {
		t.Errorf("sessions %v, %v", sessions, err)
	}
	phone := files(t, w.phone().do("GET", "/me/data.zip", nil, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+other) }))
	if !strings.Contains(phone["records/report.json"], "r2") || phone["photos/"+string(hashB)+".jpg"] == "" {
		t.Errorf("a phone without a card: %v", phone)
	}
	if s := w.phone().do("GET", "/me/data.zip", nil); s.Code != string(account.SignIn) {
		t.Errorf("nobody: %d %s", s.status, s.body)
	}
}

// TestForgetting: photos and contact data go, the card is free, every session ends,
// and the books stay whole without a name.
func TestForgetting(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	device, other := deviceToken("a"), deviceToken("b")
	w.report(device, "r1", hashA, hashB)
	w.report(other, "r2", hashB) // the same picture, sent by somebody else too
	p, s := w.bound("李小明", "ZZ0000001", device)
	w.clock.pass(account.CodeAgain)
	second, _ := w.bound("李小明", "ZZ0000001", "")
	if s := p.do("POST", "/me/forget", map[string]bool{"sure": false}); s.Code != string(op.Missing) {
		t.Errorf("without being sure: %d %s", s.status, s.body)
	}
	if s := p.do("POST", "/me/forget", map[string]bool{"sure": true}); s.status != http.StatusNoContent {
		t.Fatalf("%d %s", s.status, s.body)
	}
	for _, b := range []*phone{p, second} {
		if s := b.do("GET", "/session", nil); s.Code != string(account.SignIn) {
			t.Errorf("still signed in: %d", s.status)
		}
	}
	r := w.reportOf("r1")
	if !strings.HasPrefix(string(r.By), "x-") || r.Note != "" || r.Photos != nil {
		t.Errorf("the report is %+v", r)
	}
	if _, there := w.shelf[hashA]; there {
		t.Error("the photo's bytes are there")
	}
	if _, there := w.shelf[hashB]; !there {
		t.Error("another's photo has gone")
	}
	if c := w.card("ZZ0000001"); c.Name != "" || c.Phone != nil || c.PhoneHash != "" || c.Holder != "" {
		t.Errorf("the card still says %+v", c)
	}
	w.people.read(func(rows op.Reader) {
		for table := range city.Records() {
			rows.Each(table, func(row op.Row) bool {
				if text := row.Key.String() + string(row.Body); strings.Contains(text, string(s.ID)) && table != "audit" {
					t.Errorf("%s still names them: %s", row.Key, text)
				}
				return true
			})
		}
	})
	w.bring(register) // the issuer's next file
	if _, again := w.boundLater("李小明", "ZZ0000001"); again.ID != s.ID {
		t.Errorf("bound again as %s", again.ID)
	}
}

func TestStaffAreNotForgottenByThemselves(t *testing.T) {
	w := newOffice(t)
	w.add("clerk", person.Clerk)
	if s := w.phone().in("clerk").do("POST", "/me/forget", map[string]bool{"sure": true}); s.Code != string(op.NotYours) {
		t.Errorf("%d %s", s.status, s.body)
	}
}

func TestOnlyAnAdministratorBringsInCards(t *testing.T) {
	w := newOffice(t)
	w.add("clerk", person.Clerk)
	w.add("admin", person.Admin)
	if s := w.phone().in("clerk").do("POST", "/api/admin/cards", register); s.status != http.StatusForbidden {
		t.Errorf("a clerk: %d %s", s.status, s.body)
	}
	if s := w.phone().do("POST", "/api/admin/cards", register); s.status != http.StatusUnauthorized {
		t.Errorf("nobody: %d %s", s.status, s.body)
	}
	s := w.phone().in("admin").do("POST", "/api/admin/cards", gbk(t, register)+"x\n")
	var done Imported
	if err := json.Unmarshal(s.body, &done); err != nil || s.status != http.StatusOK || done.Added != 3 || done.Wrongs != 1 {
		t.Errorf("%d %s", s.status, s.body)
	}
	if s := w.phone().in("admin").do("POST", "/api/admin/cards", "no header\n"); s.status != http.StatusBadRequest || s.Code != string(sheet.BadHeader) {
		t.Errorf("%d %s", s.status, s.body)
	}
}

// TestAnotherSiteActsForNobody.
func TestAnotherSiteActsForNobody(t *testing.T) {
	w := newOffice(t)
	for _, path := range []string{"/card/bind", "/card/confirm", "/card/unbind", "/card/lost", "/me/forget", "/api/admin/cards"} {
		s := w.phone().do("POST", path, map[string]bool{"sure": true}, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
		if s.status != http.StatusForbidden || s.Code != "other_site" {
			t.Errorf("%s: %d %s", path, s.status, s.body)
		}
	}
}

// BenchmarkRegister is a register of 100,000 cards, brought in whole. The heap that
// is left does not grow with the file; the store has its own.
func BenchmarkRegister(b *testing.B) {
	for range b.N {
		w := newOffice(b)
		done, err := w.cards.Import(context.Background(), lines(100_000), person.TheCity())
		if err != nil || done.Added != 100_000 {
			b.Fatal(done, err)
		}
	}
}

// lines is a register made while it is read.
func lines(n int) io.Reader {
	r, w := io.Pipe()
	go func() {
		fmt.Fprintln(w, "name,number,phone")
		for i := range n {
			fmt.Fprintf(w, "李小明,ZZ%09d,138%08d\n", i, i)
		}
		w.Close()
	}()
	return r
}
