//go:build resident

package city_test

import (
	"testing"

	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// TestResidentsProgram: it knows each op that its people may do, so that the phone's
// answer is the city's, and is spared those that only others may.
func TestResidentsProgram(t *testing.T) {
	for kind, m := range made {
		if rule, _ := person.RuleOf(kind); m.op.Kind().Delivery == op.Inner || len(rule.May) == 0 {
			continue // what the city itself makes is in no phone's program (inner_js.go)
		}
		theirs := false
		for _, role := range []person.Role{person.Resident, person.Cardholder} {
			right, _ := person.May(kind, actorOf(role))
			theirs = theirs || right != person.No
		}
		o, err := city.Decode(kind, wire.Encode(m.op))
		switch {
		case !theirs && err == nil:
			t.Errorf("residents carry %s, and may not do it", kind)
		case theirs && err != nil:
			t.Errorf("residents may do %s: %v", kind, err)
		case theirs:
			_, err := op.Run(o, op.Empty{}, m.by, noon, noon, nil)
			if _, refused := op.AsRefusal(err); err != nil && !refused {
				t.Errorf("%s does not run on their phone: %v", kind, err)
			}
		}
	}
}
