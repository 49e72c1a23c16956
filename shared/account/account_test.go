package account_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

var (
	noon  = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	admin = person.Actor{ID: "s-admin", Roles: []person.Role{person.Admin}}
)

const argon = "$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAA"

// town is rows that ops are run over, as the city does, and its clock.
type town struct {
	rows *op.Overlay
	now  time.Time
}

func newTown() *town { return &town{op.NewOverlay(op.Empty{}), noon} }

func (w *town) do(o op.Op, by person.Actor) op.Code {
	over, err := op.Run(o, w.rows, by, w.now, w.now, &op.City{})
	if err != nil {
		r, _ := op.AsRefusal(err)
		return r.Code
	}
	w.rows.Merge(over)
	return ""
}

func (w *town) must(t interface{ Fatalf(string, ...any) }, o op.Op, by person.Actor) {
	if code := w.do(o, by); code != "" {
		t.Fatalf("%s: %s", o.Kind().Name, code)
	}
}

func hash(n int) string { return fmt.Sprintf("%064x", n) }

// clerk is an account with a session whose token's hash is 1.
func clerk(t interface{ Fatalf(string, ...any) }) *town {
	w := newTown()
	w.must(t, account.Add{ID: "s-clerk", Login: "clerk", Name: "分拣员", Roles: []person.Role{person.Clerk}, Hash: argon}, person.TheCity())
	w.must(t, account.Begin{Session: "one", Who: "s-clerk", How: account.ByPassword, Hash: hash(1), Until: noon.Add(time.Hour)}, person.TheCity())
	return w
}

func TestFieldsAreChecked(t *testing.T) {
	roles := []person.Role{person.Clerk}
	for name, o := range map[string]op.Op{
		"no_id":          account.Add{Login: "a", Name: "a", Roles: roles, Hash: argon},
		"login_capital":  account.Add{ID: "s-1", Login: "Abc", Name: "a", Roles: roles, Hash: argon},
		"login_long":     account.Add{ID: "s-1", Login: strings.Repeat("a", 33), Name: "a", Roles: roles, Hash: argon},
		"no_hash":        account.Add{ID: "s-1", Login: "a", Name: "a", Roles: roles, Hash: "secret"},
		"no_role":        account.Change{ID: "s-1", Name: "a"},
		"city_role":      account.Change{ID: "s-1", Name: "a", Roles: []person.Role{person.System}},
		"long_name":      account.Change{ID: "s-1", Name: strings.Repeat("灯", 41), Roles: roles},
		"enter_device":   account.Enter{ID: "d-1", Name: "a", Roles: roles},
		"short_hash":     account.Begin{Session: "s", Who: "s-1", Hash: "00"},
		"capital_hash":   account.Use{Session: "s", Hash: strings.Repeat("A", 64)},
		"offer_hash":     account.Use{Session: "s", Hash: hash(1), Offer: "x"},
		"end_nothing":    account.End{},
		"end_both":       account.End{Session: "s", Who: "s-1"},
		"meet_staff":     account.Meet{Who: "s-1"},
		"wrong_nobody":   account.Wrong{Who: "a/b"},
		"password_plain": account.Password{Who: "s-1", Hash: "secret"},
		"no_key":         account.KeepPasskey{Who: "s-1", Passkey: account.Passkey{ID: "x"}},
		"drop_of_nobody": account.DropPasskey{},
	} {
		if r, ok := op.AsRefusal(o.Check()); !ok || r.Code != op.Malformed || r.Field == "" {
			t.Errorf("%s: %v", name, o.Check())
		}
	}
}

func TestWaitGrowsAndEnds(t *testing.T) {
	for wrong, want := range map[int]time.Duration{
		0: 0, account.Freely: 0, account.Freely + 1: account.FirstWait, account.Freely + 2: 2 * account.FirstWait,
		account.Freely + 5: 8 * time.Minute, account.Freely + 6: account.LongestWait, 1_000_000: account.LongestWait,
	} {
		if got := account.Wait(wrong); got != want {
			t.Errorf("after %d wrong ones %v, want %v", wrong, got, want)
		}
	}
}

// TestSecretsHaveNoReaders: what only the city reads is in nobody's list.
func TestSecretsHaveNoReaders(t *testing.T) {
	w := clerk(t)
	for _, row := range w.rows.Rows() {
		public := slices.Contains([]string{account.Accounts.Name, account.Sessions.Name, account.Devices.Name}, row.Key.Table)
		if public != (len(row.To) > 0) {
			t.Errorf("%s is read by %v", row.Key, row.To)
		}
		for _, scope := range row.To {
			if scope != "p/s-clerk" && scope != person.Admins && scope != person.Inside {
				t.Errorf("%s is read by %s", row.Key, scope)
			}
		}
	}
	holder := account.Account{ID: "h-1"}
	if slices.Contains(holder.Audience(), person.Admins) {
		t.Error("administrators' phones are told of a million cardholders")
	}
}

func TestOneLoginOnePerson(t *testing.T) {
	w := clerk(t)
	again := account.Add{ID: "s-clerk", Login: "other", Name: "x", Roles: []person.Role{person.Crew}, Hash: argon}
	w.must(t, again, admin)
	if a, ok := account.Find(w.rows, " CLERK"); !ok || a.Name != "分拣员" {
		t.Errorf("adding again changed it: %+v", a)
	}
	if code := w.do(account.Add{ID: "s-2", Login: "clerk", Name: "x", Roles: []person.Role{person.Crew}, Hash: argon}, admin); code != account.LoginTaken {
		t.Errorf("the same login: %q", code)
	}
	if _, ok := account.Find(w.rows, "other"); ok {
		t.Error("a login of nobody is found")
	}
}

func TestNewSessionClearsOldOnes(t *testing.T) {
	w := clerk(t)
	w.now = noon.Add(2 * time.Hour) // the first is over
	w.must(t, account.Begin{Session: "two", Who: "s-clerk", Hash: hash(2), Until: w.now.Add(time.Hour)}, person.TheCity())
	if all := account.SessionsOf(w.rows, "s-clerk"); len(all) != 1 || all[0].ID != "two" {
		t.Errorf("%+v", all)
	}
	if _, ok := account.KeyOf(w.rows, "one"); ok {
		t.Error("the old key is kept")
	}
	w.must(t, account.End{Session: "two"}, person.Actor{ID: "s-clerk", Roles: []person.Role{person.Clerk}})
	if all := account.SessionsOf(w.rows, "s-clerk"); len(all) != 1 || !all[0].Ended {
		t.Errorf("an ended session does not show: %+v", all)
	}
	if code := w.do(account.Use{Session: "two", Hash: hash(2), Until: w.now.Add(time.Hour)}, person.TheCity()); code != account.SignIn {
		t.Errorf("it is used after its end: %q", code)
	}
}

func TestEnterFollowsTheProvider(t *testing.T) {
	w := newTown()
	enter := account.Enter{ID: "s-out", Name: "外来的", Roles: []person.Role{person.Crew}}
	w.must(t, enter, person.TheCity())
	w.must(t, account.Change{ID: "s-out", Name: "外来的", Roles: []person.Role{person.Crew}, Disabled: true}, admin)
	enter.Roles = []person.Role{person.Officer}
	w.must(t, enter, person.TheCity())
	a, _ := account.Accounts.Get(w.rows, "s-out")
	if !a.Disabled || !a.Outside || a.Roles[0] != person.Officer {
		t.Errorf("%+v", a)
	}
	if code := w.do(account.Password{Who: "s-out", Hash: argon}, admin); code != op.NotFound {
		t.Errorf("it gets a password: %q", code)
	}
	w.must(t, account.Add{ID: "s-in", Login: "in", Name: "x", Roles: []person.Role{person.Clerk}, Hash: argon}, admin)
	if code := w.do(account.Enter{ID: "s-in", Name: "y", Roles: []person.Role{person.Admin}}, person.TheCity()); code != op.NotYours {
		t.Errorf("the provider takes over an account of ours: %q", code)
	}
}

// TestRandomTokens compares a session's key with a model of what the package comment
// of key.go draws: whatever is offered, lost, used and repeated in whatever order, the
// newest token that was used always holds, one on offer holds, an old one holds for ten
// minutes and after them ends the session.
func TestRandomTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := clerk(t)
		w.must(t, account.Use{Session: "one", Hash: hash(1), Until: noon.Add(1000 * time.Hour)}, person.TheCity())
		current, given, offers, old := 1, 1, []int{}, map[int]time.Time{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "minutes")) * time.Minute)
			token := rapid.IntRange(1, given+1).Draw(t, "token")
			use := account.Use{Session: "one", Hash: hash(token), Until: noon.Add(1000 * time.Hour)}
			if rapid.Bool().Draw(t, "renews") {
				given++
				use.Offer = hash(given)
			}
			over, was := old[token]
			want, ends := op.Code(""), false
			switch {
			case token == current:
			case slices.Contains(offers, token):
				for _, o := range append(offers, current) {
					if o != token {
						old[o] = w.now.Add(account.Hold)
					}
				}
				current, offers = token, nil
			case was && w.now.Before(over):
			case was:
				ends = true
			default:
				want = account.SignIn
			}
			if code := w.do(use, person.TheCity()); code != want {
				t.Fatalf("token %d is answered %q, want %q", token, code, want)
			}
			s, _ := account.Sessions.Get(w.rows, "one")
			if s.Ended != ends {
				t.Fatalf("token %d: ended %v, want %v", token, s.Ended, ends)
			}
			if ends {
				return
			}
			if use.Offer != "" && want == "" {
				if offers = append(offers, given); len(offers) > 8 {
					offers = offers[1:]
				}
			}
		}
	})
}

// forgetting runs account.Forget as city.Forget does.
type forgetting struct{ account.End }

func (f forgetting) Apply(tx *op.Tx) error { return account.Forget(tx, f.Who) }

func TestForgottenPersonLeavesNothing(t *testing.T) {
	w := newTown()
	w.must(t, account.Add{ID: "h-1", Login: "card1", Name: "李**", Roles: []person.Role{person.Cardholder}, Hash: argon}, person.TheCity())
	w.must(t, account.Begin{Session: "one", Who: "h-1", How: account.ByCard, Hash: hash(1), Until: noon.Add(time.Hour)}, person.TheCity())
	w.must(t, forgetting{account.End{Who: "h-1"}}, person.TheCity())
	for _, row := range w.rows.Rows() {
		if !row.Gone {
			t.Errorf("%s is left: %s", row.Key, row.Body)
		}
	}
}
