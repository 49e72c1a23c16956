package people

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

func TestHashIsWhatOthersCanRead(t *testing.T) {
	h := newHashes(DefaultCost)
	phc, err := h.make(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s %v", phc, err)
	}
	other, err := h.make(t.Context(), "correct horse")
	if err != nil || other == phc {
		t.Errorf("two hashes of one password are the same: %v", err)
	}
	for name, c := range map[string]struct {
		phc, password string
		want          bool
	}{
		"right": {phc, "correct horse", true}, "wrong": {phc, "correct horsE", false}, "empty": {phc, "", false},
		"no hash": {"", "", false}, "no hash, zeros": {"", strings.Repeat("\x00", 16), false},
	} {
		if got, err := h.fits(c.phc, c.password); got != c.want || err != nil {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
	for _, broken := range []string{"x", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=16$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=x$AAAA$AAAA", "$argon2id$v=19$m=64,t=1,p=1$?$AAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAA$?"} {
		if ok, err := h.fits(broken, ""); ok || err == nil {
			t.Errorf("%q is read", broken)
		}
	}
}

// TestHashesAreBounded: however many guess, two are computed at once and few wait.
func TestHashesAreBounded(t *testing.T) {
	h := newHashes(cheap)
	var holding []func()
	for range atOnce {
		done, err := h.turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		holding = append(holding, done)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	for range inLine {
		waiting.Go(func() {
			if _, err := h.turn(ctx); err == nil {
				t.Error("more are computed at once")
			}
		})
	}
	for len(h.line) < inLine {
		if ctx.Err() != nil {
			t.Fatal("nobody waits")
		}
	}
	if _, err := h.turn(t.Context()); err == nil {
		t.Error("one more may wait")
	}
	cancel()
	waiting.Wait()
	for _, done := range holding {
		done()
	}
	if done, err := h.turn(t.Context()); err != nil {
		t.Error("afterwards nobody gets a turn")
	} else {
		done()
	}
}

func TestGuessingWaitsLongerEachTimeAndARestartForgetsNothing(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	guess := func() said {
		p := w.phone()
		return p.signIn("clerk", "guess")
	}
	var waits []int
	for try := 0; len(waits) < 7; try++ {
		if try > 40 {
			t.Fatalf("it never locks: %v", waits)
		}
		s := guess()
		switch s.status {
		case http.StatusUnauthorized:
			w.clock.pass(guessEach) // the address's own limit is another test
		case http.StatusTooManyRequests:
			waits = append(waits, s.Wait)
			if in := w.phone().signIn("clerk", "clerk-password"); in.Code != string(Often) {
				t.Fatalf("the right password gets in while it is locked: %+v", in)
			}
			w.people = New(w.people.Config) // a restart
			w.mux = http.NewServeMux()
			w.people.Register(w.mux)
			w.http.Config.Handler = w.mux
			w.clock.pass(time.Duration(s.Wait) * time.Second)
		default:
			t.Fatalf("%+v", s)
		}
	}
	if want := []int{24, 54, 114, 234, 474, 894, 894}; !equal(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if s := w.phone().signIn("clerk", "clerk-password"); s.status != http.StatusOK {
		t.Fatalf("afterwards: %+v", s)
	}
	w.people.read(func(r op.Reader) {
		if s, _ := account.SecretOf(r, "s-clerk"); s.Wrong != 0 {
			t.Errorf("%d guesses are still counted", s.Wrong)
		}
	})
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestNamesAreNotToldApart: a name that nobody has is answered like one that
// somebody has, also when it is guessed at.
func TestNamesAreNotToldApart(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	try := func(name string) (all []int) {
		for range account.Freely + 2 {
			all = append(all, w.phone().signIn(name, "guess").status)
			w.clock.pass(time.Second)
		}
		w.clock.pass(time.Hour)
		return all
	}
	if there, nobody := try("clerk"), try("nobody"); !equal(there, nobody) {
		t.Errorf("an account is answered %v, a stranger %v", there, nobody)
	}
}

func TestGuessingFromOneAddressIsLimited(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	for i := range guessBurst {
		if s := w.phone().signIn("nobody"+strings.Repeat("x", i), "guess"); s.status != http.StatusUnauthorized {
			t.Fatalf("try %d: %+v", i, s)
		}
	}
	if s := w.phone().signIn("clerk", "clerk-password"); s.status != http.StatusTooManyRequests || s.Wait < 1 || s.header.Get("Retry-After") == "" {
		t.Errorf("one more: %+v", s)
	}
	w.clock.pass(guessEach)
	for range 3 * guessBurst {
		if s := w.phone().signIn("clerk", "clerk-password"); s.status != http.StatusOK {
			t.Fatalf("who knows the password is limited too: %+v", s)
		}
	}
}

func TestGuessesSideBySideAreCounted(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	var all sync.WaitGroup
	got := make(chan string, 30)
	for range 30 {
		all.Go(func() { got <- w.phone().signIn("clerk", "guess").Code })
	}
	all.Wait()
	close(got)
	looked := 0
	for c := range got {
		if c == string(Wrong) {
			looked++
		}
	}
	// The one more that may be under way when the wait begins is bounded by atOnce.
	if most := account.Freely + atOnce; looked > most {
		t.Errorf("%d guesses were looked at, at most %d should be", looked, most)
	}
}

func TestFirstPasswordMustBeChanged(t *testing.T) {
	w := newTown(t)
	boss := w.add("boss", person.Admin)
	id, first, err := w.people.Add(t.Context(), "Novice", "新人", []person.Role{person.Clerk}, boss)
	if err != nil {
		t.Fatal(err)
	}
	p := w.phone()
	if s := p.signIn("novice", first); s.status != http.StatusOK || !s.Must || s.ID != id {
		t.Fatalf("%+v", s)
	}
	old := p.token()
	if _, err := w.people.Actor(t.Context(), "", old); code(err) != account.MustChange {
		t.Errorf("it may act before: %v", err)
	}
	for name, c := range map[string]struct {
		old, new string
		status   int
		code     string
	}{
		"short": {first, "short", 400, "weak_password"}, "one letter": {first, "aaaaaaaaaaaa", 400, "weak_password"},
		"common": {first, "1234567890", 400, "weak_password"}, "the login": {first, "novice1234", 400, "weak_password"},
		"the same": {first, first, 400, "same_password"}, "wrong old": {"guess", "a good long one", 401, "sign_in_wrong"},
		"too long": {first, strings.Repeat("abcdefg", 20), 400, "weak_password"},
	} {
		if s := p.do("POST", "/password", map[string]string{"old": c.old, "new": c.new}); s.status != c.status || s.Code != c.code {
			t.Errorf("%s: %+v", name, s)
		}
	}
	second := w.phone()
	second.signIn("novice", first)
	if s := p.do("POST", "/password", map[string]string{"old": first, "new": "灯火通明的一条街道和小巷"}); s.status != http.StatusOK || s.Must {
		t.Fatalf("%+v", s)
	}
	if p.token() == old {
		t.Error("the token stayed the same")
	}
	if actor, err := w.people.Actor(t.Context(), "", p.token()); err != nil || !actor.Is(person.Clerk) {
		t.Errorf("afterwards: %+v %v", actor, err)
	}
	if _, err := w.people.Actor(t.Context(), "", second.token()); code(err) != account.SignIn {
		t.Errorf("the other session goes on: %v", err)
	}
	if s := w.phone().signIn("novice", first); s.status != http.StatusUnauthorized {
		t.Errorf("the first password still holds: %+v", s)
	}
}

// BenchmarkPassword is what one look at a password costs.
func BenchmarkPassword(b *testing.B) {
	h := newHashes(DefaultCost)
	phc, err := h.make(b.Context(), "correct horse")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := h.fits(phc, "correct horse"); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
