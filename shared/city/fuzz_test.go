package city_test

import (
	"encoding/json"
	"slices"
	"testing"

	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// FuzzOp decodes any fields as any op and runs it as anybody: a refusal or rows whose
// bodies are JSON, the same twice, and never a panic.
func FuzzOp(f *testing.F) {
	names := city.Names()
	slices.Sort(names)
	for kind, m := range made {
		f.Add(uint8(slices.Index(names, kind)), uint8(0), []byte(wire.Encode(m.op)))
	}
	f.Add(uint8(0), uint8(1), []byte(`null`))
	f.Add(uint8(1), uint8(2), []byte(`{"id":[]}`))
	who := []person.Actor{resident, holder, clerk, officer, person.TheCity(), {}}
	seals := &op.City{Seal: func([]byte) []byte { return make([]byte, 64) }}
	f.Fuzz(func(t *testing.T, kind, by uint8, fields []byte) {
		o, err := city.Decode(names[int(kind)%len(names)], fields)
		if err != nil {
			if _, ok := op.AsRefusal(err); !ok {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		actor := who[int(by)%len(who)]
		one, err := op.Run(o, op.Empty{}, actor, noon, noon, seals)
		if err != nil {
			return
		}
		two, err := op.Run(o, op.Empty{}, actor, noon, noon, seals)
		if err != nil || string(wire.Encode(one.Rows())) != string(wire.Encode(two.Rows())) {
			t.Fatalf("%s is not the same twice: %v", o.Kind().Name, err)
		}
		for _, row := range one.Rows() {
			if !row.Gone && !json.Valid(row.Body) {
				t.Fatalf("%s is %q", row.Key, row.Body)
			}
		}
	})
}
