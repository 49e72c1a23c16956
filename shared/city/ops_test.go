package city_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/city"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
	"denghuo/shared/progress"
	"denghuo/shared/wire"
)

// sample is one op of one shape as it was sent, and the rows that it wrote then.
// The file is written once and never again: what a phone of that time has in its
// outbox looks like this.
type sample struct {
	By       person.Actor    `json:"by"`
	At       time.Time       `json:"at"`
	Envelope json.RawMessage `json:"envelope"`
	Without  []string        `json:"without,omitempty"` // kinds that must not come before it: it runs over a city of its own
	Wrote    []op.Row        `json:"wrote"`

	name string // testdata/ops/<shapes>/<kind>.json
}

var (
	noon  = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	stock = 3
	hash1 = photo.Hash(strings.Repeat("ab", 32))

	resident = person.Actor{ID: "d-0123456789abcdef0123", Roles: []person.Role{person.Resident}}
	holder   = person.Actor{ID: "h-1", Roles: []person.Role{person.Cardholder}}
	clerk    = person.Actor{ID: "s-clerk", Roles: []person.Role{person.Clerk}}
	crew     = person.Actor{ID: "s-crew", Roles: []person.Role{person.Crew}}
	merchant = person.Actor{ID: "s-shop", Roles: []person.Role{person.Merchant}}
	officer  = person.Actor{ID: "s-officer", Roles: []person.Role{person.Officer}}
	admin    = person.Actor{ID: "s-admin", Roles: []person.Role{person.Admin}}

	argon  = "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	sha1st = strings.Repeat("0a", 32)
	sha2nd = strings.Repeat("0b", 32)
)

// made is who and what -update writes a sample of. Together they must be possible
// in one city.
var made = map[string]struct {
	by person.Actor
	op op.Op
}{
	"ledger.patrol": {crew, ledger.WritePatrol{Patrol: ledger.Patrol{ID: "w1", Crew: "c1", Began: noon.Add(-time.Hour), Ended: noon, Metres: 900, Roads: []string{"桐柏路"}, Boxes: 2, Spots: []op.ID{"s1"}, Note: "都亮",
		Track: []geo.Point{{Lat: 34.75, Lon: 113.6}, {Lat: 34.75, Lon: 113.61}}}}},
	"ledger.section": {crew, ledger.WriteSection{Section: ledger.Section{ID: "l1", Road: "桐柏路", Ends: "陇海路至汝河路", Kind: ledger.Dark, Metres: 1100, District: "zhongyuan", Begun: noon.Add(-time.Hour), Lit: noon, Spots: []op.ID{"s1"}, Photos: []photo.Hash{hash1}, Note: "换缆"}}},
	"ledger.blind":   {crew, ledger.WriteBlind{Blind: ledger.Blind{ID: "b1", Road: "五里堡站", District: "erqi", Point: &geo.Point{Lat: 34.7, Lon: 113.6}, Found: noon.Add(-time.Hour), Cure: ledger.Temporary, Cured: noon, Spots: []op.ID{"s1"}, Photos: []photo.Hash{hash1}, Note: "临时灯"}}},
	"ledger.work":    {crew, ledger.WriteWork{Work: ledger.Work{ID: "k1", Crew: "c1", Road: "嵩山路", District: "zhongyuan", At: noon, Lamps: 3, Facilities: 1, HighVoltage: 1, LowVoltage: 1, Boxes: 1, Cause: "cable", Photos: []photo.Hash{hash1}, Note: "老化"}}},
	"ledger.lamps":   {person.TheCity(), ledger.PutLamps{Lamps: []ledger.Lamp{{Pole: "ZY-0001", Sort: ledger.IsLamp, Point: &geo.Point{Lat: 34.75, Lon: 113.6}, Road: "桐柏路", District: "zhongyuan", Health: ledger.Out, Since: noon}}}},
	"ledger.tell": {person.TheCity(), ledger.Tell{Totals: ledger.Totals{ID: "now", Since: noon, At: noon, Counts: map[ledger.Name]int{ledger.DivLamps: 3}, Lamps: 1, Dark: 1, Things: 1, Broken: 1},
		Rates: &ledger.Rates{ID: "now", At: noon, Lamps: 1, Dark: 1, Things: 1, Broken: 1, Shown: []ledger.Ill{{Pole: "ZY-0001", Road: "桐柏路", District: "zhongyuan", Dark: true, Spot: "s1"}}, ByPlace: []ledger.Place{{District: "zhongyuan", Lamps: 1, Dark: 1, Things: 1, Broken: 1}}}}},
	"lamp.submit": {resident, lamp.Submit{ID: "r2", Spot: "s2", Fault: lamp.Dark, Symptom: lamp.Street, Danger: lamp.Wires, Contact: "13800000000", Seen: noon.Add(-time.Hour), Linked: "s0", District: "erqi",
		Place: lamp.Place{Words: "大学路"}}},
	"lamp.move": {clerk, lamp.Move{ID: "m9", Spot: "s2", From: lamp.Repairing, To: lamp.Waiting, Reason: "等供电", Job: "m2", Crew: "erqi", Owner: lamp.OfCity, Cause: lamp.Cable,
		Done: lamp.Done{Lamps: 1, Facilities: 1, HighVoltage: 1, LowVoltage: 1, Boxes: 1}, Photos: []photo.Hash{hash1}, Note: "带梯子"}},
	"lamp.merge": {clerk, lamp.Merge{ID: "me1", Spot: "s2", From: lamp.Repairing, Into: "s1"}},
	"lamp.split": {clerk, lamp.Split{ID: "sp1", Spot: "s2"}},
	"lamp.part":  {clerk, lamp.Part{ID: "pa1", Report: "r2", To: "s3"}},
	"lamp.undo":  {clerk, lamp.Undo{ID: "un1", Spot: "s1", Step: "m1"}},
	"lamp.begin": {clerk, lamp.Begin{ID: "be1", Spot: "s2", Job: "m2"}},
	"lamp.note":  {clerk, lamp.Note{ID: "no1", Spot: "s1", Text: "已电话联系"}},
	"lamp.amend": {resident, lamp.Amend{ID: "am1", Report: "r1", Photos: []photo.Hash{hash1}, Place: &lamp.Place{Point: &geo.Point{Lat: 34.75, Lon: 113.6, Acc: 9}, Words: "桐柏路", Pole: "ZY-0001"}, Note: "路口东南角", Contact: "13800000000"}},
	"lamp.set": {clerk, lamp.Set{ID: "se1", Spot: "s1", Fault: lamp.Dark, Symptom: lamp.Several, Danger: lamp.Wires, Level: lamp.P1, District: "zhongyuan",
		Point: &geo.Point{Lat: 34.75, Lon: 113.6}, Pole: "ZY-0001", Road: "桐柏路"}},
	"lamp.let_out":  {clerk, lamp.LetOut{ID: "le1", Spot: "s1", Photo: hash1, Public: true}},
	"lamp.rules":    {admin, lamp.SetRules{ID: "ru1", Saw: lamp.AsShipped, Rules: lamp.Shipped(), Members: []lamp.CrewMembers{{Crew: "erqi", Members: []person.ID{clerk.ID}}}}},
	"lamp.tend":     {person.TheCity(), lamp.Tend{Spots: []op.ID{"s1"}}},
	"photo.arrive":  {person.TheCity(), photo.Arrive{Hash: hash1, Width: 4, Height: 3, Bytes: 99, From: resident.ID}},
	"offer.publish": {officer, offer.Publish{Offer: offer.Offer{ID: "o1", Order: 1, Icon: "ticket", Title: offer.Text{Zh: "券", En: "Coupon"}, Benefit: offer.Benefit{Type: "threshold", Threshold: 100, Off: 20, Quoted: "满100减20"}, Status: "planned"}}},
	"offer.open": {officer, offer.Open{Drop: offer.Drop{ID: "d2", Offer: "o1", Order: 1, Mode: offer.ByDraw, At: noon.Add(-time.Hour), Ends: noon.Add(time.Hour), Stock: &stock,
		PerPerson: 1, Shops: []person.ID{merchant.ID}, Valid: noon.Add(24 * time.Hour), Rehearsal: true, Title: offer.Text{Zh: "演练", En: "Rehearsal"}}}},
	"offer.plan": {officer, offer.Write{Plan: "p1", Offer: offer.Offer{ID: "o2", Title: offer.Text{Zh: "五折"}, Benefit: offer.Benefit{Type: offer.Rate, PayPercent: 50, Max: 30}, Status: "own"},
		Drop: offer.Drop{ID: "d3", Offer: "o2", At: noon.Add(time.Hour), Valid: noon.Add(24 * time.Hour), Stock: &stock, PerPerson: 2, Title: offer.Text{Zh: "首场"}}}},
	"offer.review":     {admin, offer.Review{Plan: "p1", Version: 1}},
	"offer.announce":   {officer, offer.Announce{Plan: "p1", Version: 1}},
	"offer.rehearse":   {officer, offer.Rehearse{Plan: "p1", Drop: "d4", At: noon.Add(time.Minute)}},
	"offer.halt":       {officer, offer.Halt{Plan: "p1", To: offer.Cancelled, Reason: "不办了"}},
	"offer.stop":       {officer, offer.Stop{Drop: "d1", Reason: ""}},
	"offer.shop":       {officer, offer.SetShop{Shop: offer.Shop{ID: merchant.ID, Name: offer.Text{Zh: "店"}, District: "中原区", Limit: 5}}},
	"offer.key":        {person.TheCity(), offer.AddKey{Public: make([]byte, 32)}},
	"offer.tell":       {person.TheCity(), offer.Tell{}},
	"offer.seal":       {person.TheCity(), offer.Seal{Coupon: "d1.h-1"}},
	"offer.present":    {merchant, offer.Present{ID: "p1", Till: "t1", Coupon: "d1.h-1"}},
	"offer.redeem":     {merchant, offer.Redeem{ID: "x1", Till: "t1", Coupon: "d1.h-1", Drop: "d1", Price: 26000}},
	"offer.reverse":    {merchant, offer.Reverse{Redemption: "x1", Reason: "退货"}},
	"offer.give_back":  {holder, offer.GiveBack{Coupon: "d1.h-1"}},
	"offer.cancel":     {officer, offer.Cancel{Code: offer.CodeOf(make([]byte, 64)), Reason: "作废"}},
	"offer.claim":      {holder, offer.Claim{Drop: "d2"}},
	"account.cards":    {person.TheCity(), account.List{Cards: []account.Listing{{Card: "c1", Name: "李**", NameHash: "n1", Phone: []byte("sealed text"), PhoneHash: "p1"}}}},
	"account.code":     {person.TheCity(), account.Ask{ID: "a1", Card: "c1", NameHash: "n1", Hash: "h1", Pair: "l1", Address: "l2", Device: "l3", Instead: "l4"}},
	"account.try":      {person.TheCity(), account.Try{Code: "a1", Hash: "h1", Try: "t1"}},
	"account.unbind":   {person.TheCity(), account.Unbind{Device: "d-ffffffffffffffffffff", Who: "h-1"}},
	"account.lost":     {person.TheCity(), account.Lost{Who: "h-3"}},
	"city.expire":      {person.TheCity(), city.Expire{Keys: []op.Key{{Table: "code", ID: "a0"}}}},
	"city.join":        {person.TheCity(), city.Join{From: "d-ffffffffffffffffffff", To: holder.ID}},
	"city.forget":      {person.TheCity(), city.Forget{Who: "d-ffffffffffffffffffff", Seed: "0123456789abcdef"}},
	"account.add":      {person.TheCity(), account.Add{ID: "s-new", Login: "new.clerk", Name: "新来的", Roles: []person.Role{person.Clerk}, Hash: argon, MustChange: true}},
	"account.change":   {admin, account.Change{ID: "s-new", Name: "新来的", Roles: []person.Role{person.Clerk, person.Officer}}},
	"account.enter":    {person.TheCity(), account.Enter{ID: "s-0123456789abcdef0123", Name: "外来的", Roles: []person.Role{person.Crew}}},
	"account.wrong":    {person.TheCity(), account.Wrong{Who: "s-new"}},
	"account.password": {admin, account.Password{Who: "s-new", Hash: argon, Keep: "session1"}},
	"account.begin":    {person.TheCity(), account.Begin{Session: "session1", Who: "s-new", How: account.ByPassword, Device: "Chrome Android", Hash: sha1st, Until: noon.Add(7 * 24 * time.Hour)}},
	"account.use":      {person.TheCity(), account.Use{Session: "session1", Hash: sha1st, Until: noon.Add(8 * 24 * time.Hour), Offer: sha2nd}},
	"account.end":      {admin, account.End{Who: "s-new", Keep: "session1"}},
	"account.meet":     {person.TheCity(), account.Meet{Who: resident.ID}},
	"account.passkey": {person.Actor{ID: "s-new", Roles: []person.Role{person.Clerk}},
		account.KeepPasskey{Who: "s-new", Passkey: account.Passkey{ID: "AQID", Label: "手机", Credential: []byte("{}")}}},
	"account.passkey_drop": {person.Actor{ID: "s-new", Roles: []person.Role{person.Clerk}}, account.DropPasskey{Who: "s-new", Passkey: "BBBB"}},

	"progress.bulletin": {person.TheCity(), progress.PublishBulletin{Bulletin: progress.Bulletin{ID: "2024Q1", Year: 2024, Quarter: 1,
		Projects: []progress.Project{{No: 1, ID: "p", Figures: []progress.Figure{{ID: "f", Quoted: "1万人", Value: 1}}}}}}},
	"progress.campaign": {person.TheCity(), progress.PublishCampaign{Campaign: progress.Campaign{ID: "2024", AsOf: "2024-04-17", Operations: []progress.Operation{{Op: "add"}}}}},
}

// alone are the kinds that are not possible after some others.
var alone = map[string][]string{
	"offer.give_back": {"offer.redeem", "offer.reverse"},
	"offer.cancel":    {"offer.redeem", "offer.reverse"},
	"offer.halt":      {"offer.review", "offer.announce"},
	"lamp.move":       {"lamp.merge", "lamp.split"},
	"lamp.part":       {"lamp.split"},
	"lamp.begin":      {"lamp.merge", "lamp.split"},
	"offer.tell":      {"offer.claim", "offer.seal", "offer.redeem", "offer.reverse", "offer.present"},
}

func samples(t *testing.T) []sample {
	t.Helper()
	paths, err := filepath.Glob("testdata/ops/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []sample
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := sample{name: filepath.ToSlash(path)}
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, s)
	}
	return all
}

// run decodes and runs one sample over a city.
func (s sample) run(over *op.Overlay) ([]op.Row, error) {
	env, err := wire.DecodeEnvelope(s.Envelope)
	if err != nil {
		return nil, err
	}
	o, err := city.Decode(env.Kind, env.Op)
	if err != nil {
		return nil, err
	}
	top, err := op.Run(o, over, s.By, s.At, s.At, &op.City{Seal: func([]byte) []byte { return make([]byte, 64) }})
	if err != nil {
		return nil, err
	}
	over.Merge(top)
	return top.Rows(), nil
}

// runAll runs the samples in whatever order they are possible, those that exclude
// others each over a city of its own.
func runAll(t *testing.T, all []sample) map[string][]op.Row {
	t.Helper()
	kind := func(s sample) string { return strings.TrimSuffix(filepath.Base(s.name), ".json") }
	var common []sample
	for _, s := range all {
		if len(s.Without) == 0 {
			common = append(common, s)
		}
	}
	wrote := runTogether(t, common)
	for _, s := range all {
		if len(s.Without) == 0 {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(common), func(o sample) bool { return slices.Contains(s.Without, kind(o)) })
		wrote[s.name] = runTogether(t, append(others, s))[s.name]
	}
	return wrote
}

func runTogether(t *testing.T, all []sample) map[string][]op.Row {
	t.Helper()
	over, wrote := op.NewOverlay(op.Empty{}), map[string][]op.Row{}
	for left := len(all); left > 0; {
		before := left
		var last error
		for _, s := range all {
			if _, done := wrote[s.name]; done {
				continue
			}
			rows, err := s.run(over)
			if err != nil {
				last = fmt.Errorf("%s: %w", s.name, err)
				continue
			}
			wrote[s.name] = rows
			left--
		}
		if left == before {
			t.Fatalf("an old op is not possible any more: %v", last)
		}
	}
	return wrote
}

// TestOldOps: every op that any phone has ever sent is understood, and does what
// it did.
func TestOldOps(t *testing.T) {
	all := samples(t)
	if *update {
		all = addSamples(t, all)
	}
	has := map[string]bool{}
	wrote := runAll(t, all)
	for _, s := range all {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(s.name, "testdata/ops/"), ".json"), func(t *testing.T) {
			has[filepath.Base(s.name)] = true
			writes := keys(wrote[s.name])
			for _, r := range s.Wrote {
				if !slices.Contains(writes, r.Key.String()) {
					t.Errorf("it wrote %s, and now only %v", r.Key, writes)
				}
				stillRead(t, r)
			}
		})
	}
	for _, name := range city.Names() {
		if !has[name+".json"] {
			t.Errorf("no sample of %s: add it to made in this file and run go test ./shared/city -update", name)
		}
	}
}

func keys(rows []op.Row) []string {
	var ks []string
	for _, r := range rows {
		ks = append(ks, r.Key.String())
	}
	slices.Sort(ks)
	return slices.Compact(ks)
}

// stillRead wants every field of a stored row in today's record, with its value.
func stillRead(t *testing.T, r op.Row) {
	t.Helper()
	if r.Gone {
		return
	}
	zero, ok := city.Records()[r.Key.Table]
	if !ok {
		t.Errorf("the table of %s is not in city.Records", r.Key)
		return
	}
	again, err := roundTrip(zero, r.Body)
	if err != nil {
		t.Errorf("%s: %v", r.Key, err)
		return
	}
	var was, is any
	if err := json.Unmarshal(r.Body, &was); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &is); err != nil {
		t.Fatal(err)
	}
	if gone := without(was, is, ""); gone != "" {
		t.Errorf("%s: the field %s is not read any more", r.Key, gone)
	}
}

// without finds a field of was that is not, with the same value.
func without(was, is any, path string) string {
	switch was := was.(type) {
	case map[string]any:
		now, _ := is.(map[string]any)
		for k, v := range was {
			if gone := without(v, now[k], path+"."+k); gone != "" {
				return gone
			}
		}
	case []any:
		now, _ := is.([]any)
		if len(now) != len(was) {
			return path
		}
		for i, v := range was {
			if gone := without(v, now[i], path+"[]"); gone != "" {
				return gone
			}
		}
	default:
		if was != is {
			return path
		}
	}
	return ""
}

// addSamples writes a file for each kind that has none of its newest shape.
func addSamples(t *testing.T, all []sample) []sample {
	t.Helper()
	newest, known := map[string]int{}, readShapes(t) // nought for an op without fields
	for f := range shapes(t) {
		was, old := known[f]
		if !old {
			was.since = city.Shapes
		}
		if name, isOp := strings.CutPrefix(kindOf(f), "op "); isOp {
			newest[name] = max(newest[name], was.since)
		}
	}
	for i, name := range slices.Sorted(slices.Values(city.Names())) {
		path := fmt.Sprintf("testdata/ops/%d/%s.json", newest[name], name)
		m, there := made[name]
		if slices.ContainsFunc(all, func(s sample) bool { return s.name == path }) || !there {
			continue
		}
		env := wire.Envelope{N: uint64(i + 1), By: m.by.ID, At: noon, Kind: name, Op: wire.Encode(m.op)}
		all = append(all, sample{By: m.by, At: noon, Envelope: wire.Encode(env), Without: alone[name], name: path})
	}
	wrote := runAll(t, all)
	for i, s := range all {
		if s.Wrote != nil {
			continue
		}
		all[i].Wrote = wrote[s.name]
		if err := os.MkdirAll(filepath.Dir(s.name), 0o755); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := json.Indent(&b, wire.Encode(all[i]), "", " "); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(s.name, append(b.Bytes(), '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// roundTrip decodes a body into today's record and encodes it again.
func roundTrip(zero op.Record, body []byte) ([]byte, error) {
	into := reflect.New(reflect.TypeOf(zero))
	if err := json.Unmarshal(body, into.Interface()); err != nil {
		return nil, err
	}
	return json.Marshal(into.Elem().Interface())
}
