package seed

import (
	"log/slog"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/account"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/progress"
)

func fill(t *testing.T, ops []op.Op, scopes ...person.Scope) *store.Reader {
	t.Helper()
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	city := authority.New(s, hub.New(), func(b []byte) []byte { return b }, slog.New(slog.DiscardHandler))
	jobs := make([]authority.Job, len(ops))
	for i, o := range ops {
		jobs[i] = authority.Job{Op: o, By: person.TheCity(), At: time.Now(), Done: func(out authority.Outcome) {
			if out.Refusal != nil || out.Reason != "" {
				t.Errorf("%s: %+v", o.Kind().Name, out)
			}
		}}
	}
	if err := city.Decide(jobs); err != nil {
		t.Fatal(err)
	}
	r := s.Read(scopes)
	t.Cleanup(r.Close)
	return r
}

func TestShippedIsTakenAndPublic(t *testing.T) {
	ops, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	r := fill(t, ops, person.Public)
	b, ok := progress.Latest(r)
	if !ok || len(b.Projects) != 10 || b.Year != 2024 || b.Quarter != 1 {
		t.Errorf("bulletin %s of %d/%d with %d projects", b.ID, b.Year, b.Quarter, len(b.Projects))
	}
	if c := progress.Campaigns.All(r); len(c) != 1 || len(c[0].Operations) != 4 {
		t.Errorf("%d campaigns", len(c))
	}
	if len(offer.Offers.All(r)) == 0 {
		t.Error("no offers")
	}
	for _, d := range offer.Drops.All(r) {
		if d.Rehearsal {
			t.Errorf("drop %s is a rehearsal", d.ID)
		}
	}
}

func TestRehearsalOpensInAMinuteAndIsMarked(t *testing.T) {
	now := time.Now()
	ops, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	r := fill(t, append(ops, Rehearsal(now, RehearsalIn)...), person.Public)
	found := 0
	for _, d := range offer.Drops.All(r) {
		if !d.Rehearsal {
			continue
		}
		found++
		if wait := d.At.Sub(now); wait < 55*time.Second || wait > time.Minute || !d.Here() || d.PerPerson < 1 || d.Valid.IsZero() {
			t.Errorf("drop %+v opens in %v", d, wait)
		}
	}
	if found != 3 {
		t.Errorf("%d rehearsals", found)
	}
}

func TestDemoHasEveryRoleThatSignsIn(t *testing.T) {
	hash := func(password string) (string, error) { return "$argon2id$" + password, nil }
	ops, err := SignIns(func(person.ID) bool { return true }, hash)
	if err != nil {
		t.Fatal(err)
	}
	r := fill(t, append(ops, ops...)) // the second start of a demo makes nobody twice
	if again, err := SignIns(func(id person.ID) bool { return id == "s-clerk" }, hash); err != nil || len(again) != 1 {
		t.Errorf("one is missing and %d are made: %v", len(again), err)
	}
	has := map[person.Role]bool{}
	for _, a := range Accounts() {
		made, ok := account.Find(r, a.Name)
		secret, _ := account.SecretOf(r, made.ID)
		if !ok || made.ID != a.Actor.ID || made.MustChange || secret.Hash != "$argon2id$"+Password {
			t.Errorf("%s is %+v", a.Name, made)
		}
		has[a.Actor.Roles[0]] = true
	}
	for _, r := range []person.Role{person.Cardholder, person.Clerk, person.Crew, person.Officer, person.Merchant, person.Admin} {
		if !has[r] {
			t.Errorf("nobody is %s", r)
		}
	}
}
