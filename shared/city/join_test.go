//go:build !js

package city_test

import (
	"denghuo/shared/audit"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/server/store"
	"denghuo/shared/account"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"

	"pgregory.net/rapid"
)

// books are the city's rows as they are decided: one op, one commit.
type books struct {
	t     rapid.TB
	store *store.Store
}

func newBooks(t rapid.TB) *books {
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	return &books{t, s}
}

// device is the phone's record.
func (l *books) device(id person.ID) (account.Device, bool) {
	r := l.store.Read(nil)
	defer r.Close()
	return account.Devices.Get(r, op.ID(id))
}

func seal([]byte) []byte { return make([]byte, 64) }

// do decides one op and gives its refusal.
func (l *books) do(o op.Op, by person.Actor) error {
	l.t.Helper()
	reader := l.store.Read(nil)
	defer reader.Close()
	over, err := op.Run(o, reader, by, noon, noon, &op.City{Seal: seal})
	if err != nil {
		return err
	}
	if _, _, _, err := l.store.Commit(over.Rows()); err != nil {
		l.t.Fatal(err)
	}
	return nil
}

func (l *books) must(o op.Op, by person.Actor) {
	l.t.Helper()
	if err := l.do(o, by); err != nil {
		l.t.Fatalf("%s: %v", o.Kind().Name, err)
	}
}

// sums are what Join and Forget must leave as they are.
type sums struct {
	Reports, Voices, Claims, Coupons int
	Stock                            string
	SpotVoices                       int
}

func (l *books) sums() (s sums) {
	r := l.store.Read(nil)
	defer r.Close()
	s.Reports, s.Voices = len(lamp.Reports.All(r)), len(lamp.Voices.All(r))
	s.Claims, s.Coupons = len(offer.Claims.All(r)), len(offer.Coupons.All(r))
	for _, spot := range lamp.Spots.All(r) {
		s.SpotVoices += spot.Voices
	}
	for _, stock := range offer.Stocks.All(r) {
		s.Stock += fmt.Sprintf("%s %d/%d ", stock.Drop, stock.Left, stock.Total)
	}
	return s
}

// of is what a scope reads, as "table/id".
func (l *books) of(who person.ID) (keys []string) {
	r := l.store.Read(nil)
	defer r.Close()
	r.EachOf(who.Own(), func(row op.Row) bool {
		if row.Key.Table != account.Devices.Name { // what the phone is, not what it has
			keys = append(keys, row.Key.String())
		}
		return true
	})
	slices.Sort(keys)
	return keys
}

var devices = []person.Actor{
	{ID: "d-00000000000000000001", Roles: []person.Role{person.Resident}},
	{ID: "d-00000000000000000002", Roles: []person.Role{person.Resident}},
}

// draw fills the city with what two phones, a holder and a clerk do.
func (l *books) draw(t *rapid.T) {
	stock := rapid.IntRange(0, 3).Draw(t, "stock")
	l.must(offer.Publish{Offer: offer.Offer{ID: "o1", Title: offer.Text{Zh: "券"}, Benefit: offer.Benefit{Type: "rate", PayPercent: 50}}}, person.TheCity())
	l.must(offer.Open{Drop: offer.Drop{ID: "d1", Offer: "o1", At: noon.Add(-time.Hour), Stock: &stock}}, person.TheCity())
	people := append(slices.Clone(devices), holder)
	for i := range rapid.IntRange(0, 12).Draw(t, "ops") {
		who := rapid.SampledFrom(people).Draw(t, "who")
		spot := op.ID(rapid.SampledFrom([]string{"s1", "s2", "s3"}).Draw(t, "spot"))
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0, 1:
			submit := lamp.Submit{ID: op.ID(fmt.Sprint("r", i)), Spot: spot, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}, Note: "我家门口"}
			if rapid.Bool().Draw(t, "photo") {
				submit.Photos = []photo.Hash{hash1}
				l.must(photo.Arrive{Hash: hash1, Width: 4, Height: 3, Bytes: 9, From: who.ID}, person.TheCity())
			}
			l.must(submit, who)
		case 2:
			_ = l.do(offer.Claim{Drop: "d1"}, who) // a device has no card, and stock may be out
		case 3:
			_ = l.do(lamp.Move{Spot: spot, From: lamp.Sent, To: lamp.Checked}, clerk)
			_ = l.do(lamp.Move{Spot: spot, From: lamp.Sent, To: lamp.Withdrawn}, who)
		}
	}
}

// TestJoinKeepsTheSums: whatever two phones and a cardholder did, joining loses no
// report and no coupon, one person is one voice, and nothing stays with the phone.
func TestJoinKeepsTheSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newBooks(t)
		defer l.store.Close()
		l.draw(t)
		before, given := l.sums(), l.of(devices[0].ID)
		join := city.Join{From: devices[0].ID, To: holder.ID}
		l.must(join, person.TheCity())
		after := l.sums()
		merged := before.Voices - after.Voices
		if merged < 0 || before.SpotVoices-after.SpotVoices != merged {
			t.Fatalf("%d voices fewer and %d on the spots", merged, before.SpotVoices-after.SpotVoices)
		}
		before.Voices, before.SpotVoices = after.Voices, after.SpotVoices
		if after != before {
			t.Fatalf("before %+v, after %+v", before, after)
		}
		if left := l.of(devices[0].ID); len(left) > 0 {
			t.Fatalf("the device still has %v", left)
		}
		if d, _ := l.device(devices[0].ID); d.Joined != holder.ID {
			t.Fatalf("the device is joined to %q", d.Joined)
		}
		theirs := l.of(holder.ID)
		for _, k := range given {
			k = strings.Replace(k, string(devices[0].ID), string(holder.ID), 1) // a voice is named by its person
			if !slices.Contains(theirs, k) {
				t.Fatalf("the device had %s, the holder has only %v", k, theirs)
			}
		}
		_, seq := l.store.At()
		l.must(join, person.TheCity())
		if _, again := l.store.At(); again != seq {
			t.Fatal("joining again wrote something")
		}
	})
}

// TestWhatLeavesOnesAudienceLeavesThePhone: after joining and after forgetting every
// phone that only hears what is new has what a fresh phone would get.
func TestWhatLeavesOnesAudienceLeavesThePhone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newBooks(t)
		defer l.store.Close()
		phones := []*phone{{who: devices[0]}, {who: devices[1]}, {who: holder}, {who: clerk}}
		l.draw(t)
		look := func() {
			for _, p := range phones {
				p.look(t, l.store)
			}
		}
		look()
		l.must(city.Join{From: devices[0].ID, To: holder.ID}, person.TheCity())
		if rapid.Bool().Draw(t, "between") {
			look()
		}
		l.must(city.Forget{Who: rapid.SampledFrom([]person.ID{devices[1].ID, holder.ID}).Draw(t, "who"), Seed: "0123456789abcdef"}, person.TheCity())
		look()
		for _, p := range phones {
			fresh := &phone{who: p.who}
			fresh.look(t, l.store)
			if !maps.Equal(p.rows, fresh.rows) {
				t.Fatalf("%s has\n%v\na fresh phone has\n%v", p.who.ID, p.rows, fresh.rows)
			}
		}
	})
}

// phone is one that listens.
type phone struct {
	who   person.Actor
	since uint64
	rows  map[op.Key]string
}

func (p *phone) look(t *rapid.T, s *store.Store) {
	page, err := s.Since(p.who.Scopes(), p.since, 1<<20)
	if err != nil || page.More {
		t.Fatal(err, page.More)
	}
	if p.rows == nil {
		p.rows = map[op.Key]string{}
	}
	for _, r := range page.Rows {
		if p.rows[r.Key] = string(r.Body); r.Gone {
			delete(p.rows, r.Key)
		}
	}
	p.since = page.To
}

// TestJoinAndForgetAreBounded: a phone with a long past is handed over in pieces.
func TestJoinAndForgetAreBounded(t *testing.T) {
	l := newBooks(t)
	defer l.store.Close()
	const reports = city.HandAtOnce/2 + 10 // a report and a voice each
	for i := range reports {
		id := op.ID(fmt.Sprint("r", i))
		l.must(lamp.Submit{ID: id, Spot: "at-" + id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}, devices[0])
	}
	pieces := func(o op.Op, who person.ID) (n int) {
		for ; len(l.of(who)) > 0; n++ {
			before := len(l.of(who))
			l.must(o, person.TheCity())
			if moved := before - len(l.of(who)); moved > city.HandAtOnce {
				t.Fatalf("%d at once", moved)
			}
		}
		return n
	}
	if n := pieces(city.Join{From: devices[0].ID, To: holder.ID}, devices[0].ID); n != 2 {
		t.Errorf("joined in %d pieces", n)
	}
	if n := pieces(city.Forget{Who: holder.ID, Seed: "0123456789abcdef"}, holder.ID); n != 2 {
		t.Errorf("forgotten in %d pieces", n)
	}
}

// TestJoinAndForgetAreTheCitys: nobody gives another's things away.
func TestJoinAndForgetAreTheCitys(t *testing.T) {
	l := newBooks(t)
	defer l.store.Close()
	for name, c := range map[string]struct {
		op   op.Op
		by   person.Actor
		code op.Code
	}{
		"join_by_a_resident": {city.Join{From: devices[0].ID, To: holder.ID}, devices[1], op.NotYours},
		"join_by_the_device": {city.Join{From: devices[0].ID, To: holder.ID}, devices[0], op.NotYours},
		"join_from_a_holder": {city.Join{From: "h-2", To: holder.ID}, person.TheCity(), op.Malformed},
		"join_to_a_clerk":    {city.Join{From: devices[0].ID, To: "s-clerk"}, person.TheCity(), op.Malformed},
		"forget_another":     {city.Forget{Who: holder.ID, Seed: "0123456789abcdef"}, clerk, op.NotYours},
		"forget_a_clerk":     {city.Forget{Who: "s-clerk", Seed: "0123456789abcdef"}, person.TheCity(), op.NotYours},
		"forget_unseeded":    {city.Forget{Who: holder.ID}, person.TheCity(), op.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			if r, ok := op.AsRefusal(l.do(c.op, c.by)); !ok || r.Code != c.code {
				t.Errorf("%v, want %s", r, c.code)
			}
		})
	}
}

// TestWhatAJoinedPhoneStillSays: its old reports are done when they come again, and
// it has one voice with its person.
func TestWhatAJoinedPhoneStillSays(t *testing.T) {
	l := newBooks(t)
	defer l.store.Close()
	submit := lamp.Submit{ID: "r1", Spot: "s1", Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}
	l.must(submit, devices[0])
	l.must(city.Join{From: devices[0].ID, To: holder.ID}, person.TheCity())
	joined := devices[0]
	joined.Joined = holder.ID
	l.must(submit, joined)
	submit.ID = "r2"
	l.must(submit, joined)
	l.must(lamp.Move{Spot: "s1", From: lamp.Sent, To: lamp.Withdrawn}, joined)
	l.must(city.Join{From: devices[0].ID, To: holder.ID}, person.TheCity())
	if s := l.sums(); s.Reports != 2 || s.Voices != 1 || s.SpotVoices != 1 {
		t.Errorf("%+v", s)
	}
	if left := l.of(devices[0].ID); len(left) > 0 {
		t.Errorf("the device still has %v", left)
	}
}

// TestBelongingsHaveARoom: what is handed over is handed over by somebody, and every
// other table with a person in it is known to stay.
func TestBelongingsHaveARoom(t *testing.T) {
	stays := []string{op.Marks.Name, op.Answers.Name, audit.Entries.Name, offer.Shops.Name, offer.Drops.Name, offer.Days.Name, offer.Plans.Name, ledger.Patrols.Name, ledger.Sections.Name, ledger.Blinds.Name, ledger.Works.Name, lamp.Jobs.Name, lamp.OfficeNotes.Name, lamp.Members.Name, // neither shops nor who keeps the ledger are cardholders
		account.Accounts.Name, account.Sessions.Name, account.Devices.Name, account.Cards.Name, "holder", "secret", "held", "login", "admins"} // who somebody is, not what they have
	for table, record := range city.Records() {
		own := false
		for i := range reflect.TypeOf(record).NumField() {
			own = own || strings.Contains(reflect.TypeOf(record).Field(i).Type.String(), "person.ID")
		}
		if own != (city.Belongs(table) || slices.Contains(stays, table)) {
			t.Errorf("%s names a person: %v; it is handed over: %v", table, own, city.Belongs(table))
		}
	}
}

// BenchmarkJoin is one phone's ten reports among others': the index is read, no
// table is gone through, so a hundred thousand cost about what a thousand do.
func BenchmarkJoin(b *testing.B) {
	for _, reports := range []int{1_000, 100_000} {
		b.Run(fmt.Sprintf("among_%d", reports), func(b *testing.B) {
			l := newBooks(b)
			defer l.store.Close()
			fill(b, l, reports)
			b.ResetTimer()
			for i := range b.N {
				b.StopTimer()
				from := person.ID(fmt.Sprintf("d-%020d", i+1_000_000))
				for n := range 10 {
					id := op.ID(fmt.Sprintf("b%d-%d", i, n))
					l.must(lamp.Submit{ID: id, Spot: "at-" + id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}, person.Actor{ID: from})
				}
				b.StartTimer()
				l.must(city.Join{From: from, To: holder.ID}, person.TheCity())
			}
		})
	}
}

// fill commits n reports of as many phones, a thousand at once.
func fill(b *testing.B, l *books, n int) {
	for done := 0; done < n; done += 1000 {
		over := op.NewOverlay(op.Empty{})
		for i := range 1000 {
			id := op.ID(fmt.Sprint("f", done+i))
			submit := lamp.Submit{ID: id, Spot: "at-" + id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}
			top, err := op.Run(submit, over, person.Actor{ID: person.ID(fmt.Sprintf("d-%020d", done+i))}, noon, noon, &op.City{Seal: seal})
			if err != nil {
				b.Fatal(err)
			}
			over.Merge(top)
		}
		if _, _, _, err := l.store.Commit(over.Rows()); err != nil {
			b.Fatal(err)
		}
	}
}

// TestForgetKeepsTheSums: nothing of the books is lost, nothing in any record names
// the person, and no words or photos of theirs are left.
func TestForgetKeepsTheSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newBooks(t)
		defer l.store.Close()
		l.draw(t)
		before := l.sums()
		who := rapid.SampledFrom([]person.ID{devices[0].ID, holder.ID}).Draw(t, "forgotten")
		l.must(city.Forget{Who: who, Seed: "0123456789abcdef"}, person.TheCity())
		if after := l.sums(); after != before {
			t.Fatalf("before %+v, after %+v", before, after)
		}
		if left := l.of(who); len(left) > 0 {
			t.Fatalf("still theirs: %v", left)
		}
		l.namesNobody(t, who)
	})
}

// namesNobody looks into every record of every table.
func (l *books) namesNobody(t *rapid.T, who person.ID) {
	r := l.store.Read(nil)
	defer r.Close()
	for table := range city.Records() {
		r.Each(table, func(row op.Row) bool {
			if text := string(row.Body) + row.Key.String() + fmt.Sprint(row.To); strings.Contains(text, string(who)) {
				t.Fatalf("%s still names %s: %s", row.Key, who, text)
			}
			return true
		})
	}
	for _, report := range lamp.Reports.All(r) {
		if strings.HasPrefix(string(report.By), "x-") && (report.Note != "" || report.Photos != nil) {
			t.Fatalf("a forgotten report still says %+v", report)
		}
	}
}
