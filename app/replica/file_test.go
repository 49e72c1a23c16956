package replica_test

import (
	"encoding/json"
	"testing"

	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

func TestExportIsImportedOnce(t *testing.T) {
	old := open(t)
	old.report(t, "a")
	unknown := wire.Encode(wire.Envelope{N: 2, Prev: wire.HashOf(old.Unsent(0, 1<<20)[0]), By: me.ID, At: now, Kind: "from.the.future", Op: json.RawMessage(`{"x":1}`)})
	if err := old.keeper.Save(replica.Change{Put: []replica.Entry{{N: 2, Raw: unknown}}}); err != nil {
		t.Fatal(err)
	}
	old.reopen(t)
	f, err := replica.ReadFile(wire.Encode(old.Export()))
	if err != nil || len(f.Ops) != 2 {
		t.Fatalf("%d ops, %v", len(f.Ops), err)
	}
	p := open(t)
	p.report(t, "mine")
	for i, want := range []replica.Imported{{Taken: 2}, {Known: 2}} {
		got, err := p.Import(f)
		if err != nil || got.Taken != want.Taken || got.Known != want.Known || len(got.Refused) != 0 {
			t.Fatalf("time %d: %+v, %v", i+1, got, err)
		}
		p.want(t, 3, "mine", "a")
		chained(t, p)
	}
	p.reopen(t)
	p.want(t, 3, "mine", "a")
	if got, _ := wire.DecodeEnvelope(p.Unsent(2, 1<<20)[0]); string(got.Op) != `{"x":1}` || got.Kind != "from.the.future" {
		t.Errorf("the op of a newer program reads %s", got.Op)
	}
}

func TestImportSaysWhatItDoesNotTake(t *testing.T) {
	p := open(t)
	good := wire.Encode(wire.Envelope{N: 4, By: me.ID, At: now, Kind: "lamp.submit",
		Op: wire.Encode(lamp.Submit{ID: "a", Spot: "a", Fault: lamp.Dark, Place: lamp.Place{Words: "w"}})})
	f := replica.File{Denghuo: "outbox", Version: 1, By: me.ID, Ops: []json.RawMessage{
		wire.Encode(wire.Envelope{N: 1, By: "d-other", At: now, Kind: "lamp.submit", Op: json.RawMessage(`{}`)}),
		json.RawMessage(`{"n":0}`),
		wire.Encode(wire.Envelope{N: 3, By: me.ID, At: now, Kind: "lamp.submit", Op: json.RawMessage(`{"id":"x y"}`)}),
		good,
	}}
	done, err := p.Import(f)
	if err != nil || done.Taken != 1 || len(done.Refused) != 3 {
		t.Fatalf("%+v, %v", done, err)
	}
	for i, code := range []op.Code{replica.OtherPerson, op.Malformed, op.Malformed} {
		if done.Refused[i].At != i+1 || done.Refused[i].Refusal.Code != code {
			t.Errorf("line %d: %+v", i+1, done.Refused[i])
		}
	}
	p.want(t, 1, "a")
}

func TestFilesThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code op.Code
	}{
		"empty":        {``, replica.NotAFile},
		"a_list":       {`[1,2]`, replica.NotAFile},
		"another_json": {`{"version":1}`, replica.NotAFile},
		"newer":        {`{"denghuo":"outbox","version":2,"ops":[]}`, replica.NewerFile},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := replica.ReadFile([]byte(c.text))
			if r, _ := op.AsRefusal(err); r.Code != c.code {
				t.Errorf("%v", err)
			}
		})
	}
	p := open(t)
	if _, err := p.Import(replica.File{By: "d-other"}); err != op.Refuse(replica.OtherPerson, "") {
		t.Errorf("another person's file: %v", err)
	}
}

func TestRefusedTravelsWithTheFile(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	client := p.Hello("", "").Client
	answer := op.Answer{Client: client, By: me.ID, N: 1, Kind: "lamp.submit", Refusal: op.Refusal{Code: lamp.NoPlace}}
	p.take(t, "e1", 0, 5, p.marked(t), row(op.Answers.Key(answer.RecordID()), answer))
	other := open(t)
	if _, err := other.Import(p.Export()); err != nil {
		t.Fatal(err)
	}
	if rs := other.Refused(); len(rs) != 1 || rs[0].Refusal.Code != lamp.NoPlace {
		t.Errorf("%+v", rs)
	}
	other.want(t, 0)
}

// FuzzImport: whatever is in a file, the outbox stays a chain, keeps what it had,
// and takes nothing twice that it has taken.
func FuzzImport(f *testing.F) {
	op1 := `{"n":1,"by":"d-1","at":"2026-04-17T20:00:00Z","kind":"lamp.submit","op":{"id":"a","spot":"a","fault":"dark","danger":"","place":{"words":"w"}}}`
	for _, seed := range []string{
		`{"denghuo":"outbox","version":1,"by":"d-1","ops":[]}`,
		`{"denghuo":"outbox","version":1,"by":"d-1","ops":[` + op1 + `,` + op1 + `]}`,
		`{"denghuo":"outbox","version":1,"by":"d-1","ops":[null,1,"x",{}],"refused":[{"raw":` + op1 + `,"refusal":{"code":"moved"}}]}`,
		`{"denghuo":"outbox","version":1,"by":"d-2","ops":[` + op1 + `]}`,
		`{"denghuo":"outbox","version":9}`, `{`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := replica.ReadFile(b)
		if err != nil {
			return
		}
		p := open(t)
		p.report(t, "mine")
		first, err := p.Import(file)
		if err != nil {
			if _, refused := op.AsRefusal(err); !refused {
				t.Fatal(err)
			}
		}
		n := p.Pending()
		if n != first.Taken+1 {
			t.Fatalf("%d wait after %+v", n, first)
		}
		chained(t, p)
		// What was refused may be taken now: a line behind it may have brought what it wants.
		again, _ := p.Import(file)
		if again.Known < first.Taken+first.Known || again.Taken > len(first.Refused) || p.Pending() != n+again.Taken {
			t.Fatalf("a second time: %+v after %+v", again, first)
		}
		n += again.Taken
		p.reopen(t)
		p.want(t, n, "mine")
		chained(t, p)
	})
}
