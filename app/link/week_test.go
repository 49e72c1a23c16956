package link

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// Test_token_expired_offline_week: a week without a line, a report each day, and then
// a token that does not hold any more. All is kept; one sign-in sends it all.
func Test_token_expired_offline_week(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, r *replica.Replica, city *town, token *string) {
		city.mu.Lock()
		city.hang = true
		city.mu.Unlock()
		city.line(0).Close()
		for day := range 7 {
			time.Sleep(24 * time.Hour)
			report(t, r, op.ID(fmt.Sprint("day", day)))
		}
		city.mu.Lock()
		city.hang = false
		city.mu.Unlock()
		for city.line(-1).pushed() == 0 { // it tries by itself, at least each minute
			time.Sleep(time.Second)
		}
		city.line(-1).say(wire.Down{Bye: &wire.Bye{Reason: wire.SignIn, Again: -1}})
		time.Sleep(time.Hour)
		synctest.Wait()
		if l.State().Bye != wire.SignIn || len(r.Waiting()) != 7 {
			t.Fatalf("says %q, %d wait", l.State().Bye, len(r.Waiting()))
		}
		*token = "t2"
		l.Wake()
		synctest.Wait()
		if n := city.line(-1).pushed(); n != 7 {
			t.Errorf("%d of 7 went out after one sign-in", n)
		}
	})
}
