package city_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// stranger is whose things are not the actor's.
const stranger person.ID = "s-stranger"

// actorOf is somebody with one role.
func actorOf(r person.Role) person.Actor {
	id := person.ID("s-" + string(r))
	switch r {
	case person.Resident:
		id = "d-00000000000000000001"
	case person.Cardholder:
		id = "h-1"
	}
	return person.Actor{ID: id, Roles: []person.Role{r}}
}

// theirs are the ops that are done to somebody's thing: each gives the op on a thing of
// this person, and lays the thing into the city. An op whose doer is the only one it can
// be about, or for which it does not matter whose a thing is, has none: made in
// ops_test.go is taken.
var theirs = map[string]func(t *testing.T, c *op.Overlay, by person.Actor, owner person.ID) op.Op{
	"lamp.submit": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		submit := lamp.Submit{ID: "r", Spot: "s", Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}
		does(t, c, submit, person.Actor{ID: owner, Roles: []person.Role{person.Resident}}) // again, by its owner or by another
		return submit
	},
	"lamp.move": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		does(t, c, lamp.Submit{ID: "r", Spot: "s", Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}, person.Actor{ID: owner, Roles: []person.Role{person.Resident}})
		spot, _ := lamp.Spots.Get(c, "s")
		spot.State = lamp.Fixed // the step from here is everybody's who has to do with it
		lay(t, c, lamp.Spots, spot)
		return lamp.Move{Spot: "s", From: lamp.Fixed, To: lamp.Lit}
	},
	"ledger.patrol": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		walk := ledger.Patrol{ID: "w", By: owner, Began: noon, Ended: noon, Roads: []string{"桐柏路"}}
		lay(t, c, ledger.Patrols, walk)
		return ledger.WritePatrol{Patrol: walk, Mend: &ledger.Mend{ID: "m", Why: "写错了"}}
	},
	"ledger.section": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		section := ledger.Section{ID: "l", By: owner, Road: "桐柏路", Kind: ledger.Dark, Metres: 900}
		lay(t, c, ledger.Sections, section)
		return ledger.WriteSection{Section: section, Mend: &ledger.Mend{ID: "m", Why: "写错了"}}
	},
	"ledger.blind": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		blind := ledger.Blind{ID: "b", By: owner, Road: "五里堡站", Found: noon}
		lay(t, c, ledger.Blinds, blind)
		return ledger.WriteBlind{Blind: blind, Mend: &ledger.Mend{ID: "m", Why: "写错了"}}
	},
	"ledger.work": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		work := ledger.Work{ID: "k", By: owner, Road: "嵩山路", At: noon, Lamps: 1}
		lay(t, c, ledger.Works, work)
		return ledger.WriteWork{Work: work, Mend: &ledger.Mend{ID: "m", Why: "写错了"}}
	},
	"lamp.amend": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		does(t, c, lamp.Submit{ID: "r", Spot: "s", Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}, person.Actor{ID: owner, Roles: []person.Role{person.Resident}})
		return lamp.Amend{ID: "a", Report: "r", Note: "路口"}
	},
	"lamp.undo": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		resident := person.Actor{ID: owner, Roles: []person.Role{person.Resident}}
		does(t, c, lamp.Submit{ID: "r", Spot: "s", Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}, resident)
		does(t, c, lamp.Move{ID: "m", Spot: "s", From: lamp.Sent, To: lamp.Withdrawn}, resident)
		return lamp.Undo{ID: "u", Spot: "s", Step: "m"}
	},
	"offer.give_back": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		lay(t, c, offer.Drops, offer.Drop{ID: "d", Offer: "o", At: noon.Add(-time.Hour), Stock: &stock})
		lay(t, c, offer.Coupons, offer.Coupon{ID: "c", Drop: "d", Offer: "o", Holder: owner, State: offer.Given, Valid: noon.Add(time.Hour)})
		return offer.GiveBack{Coupon: "c"}
	},
	"offer.redeem": func(t *testing.T, c *op.Overlay, by person.Actor, owner person.ID) op.Op {
		lay(t, c, offer.Offers, offer.Offer{ID: "o", Benefit: offer.Benefit{Type: "threshold", Threshold: 100, Off: 20}})
		lay(t, c, offer.Drops, offer.Drop{ID: "d", Offer: "o", At: noon.Add(-time.Hour), Stock: &stock, Shops: []person.ID{owner, by.ID}})
		lay(t, c, offer.Redemptions, offer.Redemption{ID: "x", Coupon: "c", Drop: "d", Offer: "o", Shop: owner, Outcome: offer.Counted})
		return offer.Redeem{ID: "x", Till: "t", Coupon: "c", Drop: "d", Price: 26000}
	},
	"offer.reverse": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		lay(t, c, offer.Drops, offer.Drop{ID: "d", Offer: "o", At: noon.Add(-time.Hour), Stock: &stock})
		lay(t, c, offer.Coupons, offer.Coupon{ID: "c", Drop: "d", Offer: "o", Holder: "h-9", State: offer.Redeemed})
		lay(t, c, offer.Redemptions, offer.Redemption{ID: "x", Coupon: "c", Drop: "d", Offer: "o", Shop: owner, Outcome: offer.Counted, At: noon})
		return offer.Reverse{Redemption: "x", Reason: "退货"}
	},
	"account.password": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		hold(t, c, owner)
		return account.Password{Who: owner, Hash: argon}
	},
	"account.passkey": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		hold(t, c, owner)
		return account.KeepPasskey{Who: owner, Passkey: account.Passkey{ID: "AQID", Credential: []byte("{}")}}
	},
	"account.passkey_drop": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		hold(t, c, owner)
		does(t, c, account.KeepPasskey{Who: owner, Passkey: account.Passkey{ID: "AQID", Credential: []byte("{}")}}, person.TheCity())
		return account.DropPasskey{Who: owner, Passkey: "AQID"}
	},
	"account.end": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		hold(t, c, owner)
		does(t, c, account.Begin{Session: "session", Who: owner, How: account.ByCard, Hash: sha1st, Until: noon.Add(time.Hour)}, person.TheCity())
		return account.End{Session: "session"}
	},
	"account.unbind": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		lay(t, c, account.Devices, account.Device{ID: "d-ffffffffffffffffffff", Joined: owner})
		return account.Unbind{Device: "d-ffffffffffffffffffff", Who: owner}
	},
	"account.lost": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		hold(t, c, owner)
		return account.Lost{Who: owner}
	},
	"account.change": func(t *testing.T, c *op.Overlay, _ person.Actor, owner person.ID) op.Op {
		hold(t, c, owner)
		return account.Change{ID: owner, Name: "名字", Roles: []person.Role{person.Admin}}
	},
	"account.add": func(_ *testing.T, _ *op.Overlay, _ person.Actor, _ person.ID) op.Op {
		return account.Add{ID: "s-new", Login: "new", Name: "新来的", Roles: []person.Role{person.Clerk}, Hash: argon}
	},
}

// ownOnly are the ops that make something of their doer's own, so there is no doing them
// to another's.
var ownOnly = []string{"offer.claim", "offer.present"}

func does(t *testing.T, c *op.Overlay, o op.Op, by person.Actor) {
	t.Helper()
	top, err := try(c, o, by)
	if err != nil {
		t.Fatalf("%s by %s: %v", o.Kind().Name, by.ID, err)
	}
	c.Merge(top)
}

func try(c *op.Overlay, o op.Op, by person.Actor) (*op.Overlay, error) {
	return op.Run(o, c, by, noon, noon, &op.City{Seal: func([]byte) []byte { return make([]byte, 64) }})
}

// lay puts a record into the city, past the rules.
func lay[R op.Record](t *testing.T, c *op.Overlay, table op.Table[R], r R) {
	t.Helper()
	top := op.NewOverlay(c)
	if err := table.Put(op.NewTx(top, person.TheCity(), noon), r); err != nil {
		t.Fatal(err)
	}
	c.Merge(top)
}

// hold gives a person an account with a login.
func hold(t *testing.T, c *op.Overlay, id person.ID) {
	t.Helper()
	roles := []person.Role{person.Clerk}
	if !id.Hired() {
		roles = []person.Role{person.Cardholder}
	}
	does(t, c, account.Add{ID: id, Login: strings.ToLower(string(id)), Name: "名字", Roles: roles, Hash: argon}, person.TheCity())
}

// TestRights runs every op as every role, on their own and on others' things, and wants
// what the table in shared/person says: no less, no more.
func TestRights(t *testing.T) {
	for _, kind := range city.Names() {
		for _, role := range person.Roles {
			for _, mine := range []bool{true, false} {
				if !mine && slices.Contains(ownOnly, kind) {
					continue
				}
				t.Run(fmt.Sprintf("%s/%s/%s", kind, role, map[bool]string{true: "own", false: "other"}[mine]), func(t *testing.T) {
					checkRight(t, kind, actorOf(role), mine)
				})
			}
		}
	}
}

func checkRight(t *testing.T, kind string, by person.Actor, mine bool) {
	t.Helper()
	owner := stranger
	if mine {
		owner = by.ID
	}
	c := op.NewOverlay(op.Empty{})
	o := made[kind].op
	if own, ok := theirs[kind]; ok {
		o = own(t, c, by, owner)
	}
	right, says := person.May(kind, by)
	_, err := try(c, o, by)
	refusal, refused := op.AsRefusal(err)
	switch {
	case err != nil && !refused:
		t.Errorf("it fails: %v", err)
	case right == person.Any, right == person.Own && mine:
		if unlawful := refused && (refusal.Code == op.NotYours || string(refusal.Code) == says); unlawful || refused && theirs[kind] != nil {
			t.Errorf("it may, and is refused: %v", err)
		}
	case right == person.No && (!refused || string(refusal.Code) != says):
		t.Errorf("it may not, and the answer is %v, not %s", err, says)
	case right == person.Own && refusal.Code != op.NotYours:
		t.Errorf("it may to its own only, and the answer for another's is %v", err)
	}
}

// TestEveryOpHasItsRights: whoever adds an op says who may do it.
func TestEveryOpHasItsRights(t *testing.T) {
	for _, kind := range city.Names() {
		rule, ok := person.RuleOf(kind)
		if !ok {
			t.Errorf("%s has no line in the role table, so only the city may do it. Add one to rules in shared/person/rights.go; run this with -update for docs/roles.md", kind)
			continue
		}
		mixed := false
		for _, right := range rule.May {
			mixed = mixed || right == person.Own
		}
		if mixed && theirs[kind] == nil && !slices.Contains(ownOnly, kind) {
			t.Errorf("%s is somebody's own for a role: add to theirs in shared/city/rights_test.go how it is done to a thing of somebody's, or its name to ownOnly", kind)
		}
	}
	for _, kind := range person.Kinds() {
		if !slices.Contains(city.Names(), kind) {
			t.Errorf("%s is in the role table and no op", kind)
		}
	}
}

// TestRightsOfSeveralRoles: the most of what each gives; the city may all; whoever has
// none is a resident; what has no line is the city's.
func TestRightsOfSeveralRoles(t *testing.T) {
	for name, c := range map[string]struct {
		kind  string
		roles []person.Role
		want  person.Right
	}{
		"most":     {"offer.reverse", []person.Role{person.Merchant, person.Officer}, person.Any},
		"one":      {"offer.reverse", []person.Role{person.Merchant, person.Clerk}, person.Own},
		"none":     {"lamp.submit", nil, person.Own},
		"none_too": {"offer.claim", nil, person.No},
		"city":     {"city.join", []person.Role{person.System}, person.Any},
		"no_line":  {"nothing", []person.Role{person.Admin}, person.No},
		"made_up":  {"lamp.submit", []person.Role{"king"}, person.No},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := person.May(c.kind, person.Actor{ID: "x", Roles: c.roles}); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

const rolesPage = "../../docs/roles.md"

// TestRolesPage keeps the table that people read the same as the one that rules.
func TestRolesPage(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Who may do what\n\nMade by `go test ./shared/city -update` from the table in `shared/person/rights.go`, which `op.Run` asks before every op.\n" +
		"`own`: to what is theirs; `any`: to everybody's. Lines without a word are the city's own: its edge or its loops make them.\n\n| op |")
	for _, r := range person.Roles {
		fmt.Fprintf(&b, " %s |", r)
	}
	b.WriteString("\n| --- |" + strings.Repeat(" --- |", len(person.Roles)) + "\n")
	words := map[person.Right]string{person.No: "", person.Own: "own", person.Any: "any"}
	for _, kind := range person.Kinds() {
		rule, _ := person.RuleOf(kind)
		fmt.Fprintf(&b, "| %s |", kind)
		for _, r := range person.Roles {
			fmt.Fprintf(&b, " %s |", words[rule.May[r]])
		}
		b.WriteString("\n")
	}
	if *update {
		if err := os.WriteFile(rolesPage, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(rolesPage)
	if err != nil || string(page) != b.String() {
		t.Errorf("docs/roles.md is not the table (%v): run go test ./shared/city -update", err)
	}
}
