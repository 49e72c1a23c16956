package gate

import (
	"testing"
	"time"

	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// TestAPhoneThatWasAwayTooLongBeginsAnew: what is gone is not remembered for ever, so
// whoever knows less than the store promises to remember takes everything anew. A
// first catch-up that was cut goes on all the same.
func TestAPhoneThatWasAwayTooLongBeginsAnew(t *testing.T) {
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	public := []person.Scope{person.Public}
	commit := func(ids ...op.ID) {
		t.Helper()
		for _, id := range ids {
			if _, _, _, err := s.Commit([]op.Row{{Key: op.Key{Table: "t", ID: id}, To: public, Body: []byte(`{}`)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	stand := func(since uint64, epoch string) (uint64, string) {
		t.Helper()
		since, epoch, err := Stand(s, public, wire.Hello{Since: since, Epoch: epoch})
		if err != nil {
			t.Fatal(err)
		}
		return since, epoch
	}
	commit("a", "b", "c")
	_, before := stand(0, "")
	if since, _ := stand(2, before); since != 2 {
		t.Errorf("nothing is forgotten yet, and it stands at %d", since)
	}
	now := time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC)
	if err := s.Stamp(now); err != nil {
		t.Fatal(err)
	}
	commit("d")
	if _, err := s.Sweep(now, 10, func(op.Key) bool { return false }); err != nil {
		t.Fatal(err)
	}
	if since, _ := stand(2, before); since != 0 {
		t.Errorf("it was away too long, and stands at %d", since)
	}
	if since, epoch := stand(3, before); since != 3 || epoch != before {
		t.Errorf("it knows enough, and stands at %d in %s", since, epoch)
	}
	_, after := stand(0, "")
	if since, epoch := stand(1, after); since != 1 || epoch != after {
		t.Errorf("its first catch-up was cut, and it stands at %d in %s", since, epoch)
	}
}
