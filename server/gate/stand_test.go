package gate

import (
	"testing"

	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// TestWhoMayReadLessOrMoreIsToldAnew: a clerk who loses the role has other people's
// reports on the phone, and one who gets it back has missed some.
func TestWhoMayReadLessOrMoreIsToldAnew(t *testing.T) {
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	row := op.Row{Key: op.Key{Table: "report", ID: "r"}, To: []person.Scope{person.Staff}, Body: []byte(`{}`)}
	if _, _, _, err := s.Commit([]op.Row{row}); err != nil {
		t.Fatal(err)
	}
	plain := person.Actor{ID: clerk.ID, Roles: []person.Role{person.Resident}}
	stand := func(a person.Actor, epoch string, since uint64) (uint64, string) {
		t.Helper()
		from, is, err := Stand(s, a.Scopes(), wire.Hello{Client: "c", Epoch: epoch, Since: since})
		if err != nil {
			t.Fatal(err)
		}
		return from, is
	}
	_, staff := stand(clerk, "", 0)
	if from, again := stand(clerk, staff, 1); from != 1 || again != staff {
		t.Errorf("nothing has changed, and the clerk is told from %d", from)
	}
	from, public := stand(plain, staff, 1)
	if from != 0 || public == staff {
		t.Errorf("without the role told from %d", from)
	}
	if from, _ := stand(clerk, public, 1); from != 0 {
		t.Errorf("with the role again told from %d", from)
	}
	stored, _ := s.At()
	if from, _ := stand(clerk, stored, 1); from != 0 {
		t.Errorf("a phone of before is told from %d", from)
	}
}
