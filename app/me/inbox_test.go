package me

import (
	"strings"
	"testing"
	"time"

	"denghuo/app/frame"
	"denghuo/app/replica"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

var now = time.Date(2026, 4, 17, 13, 42, 0, 0, time.UTC)

// phone is a port over a replica that is told rows.
func phone(t *testing.T, notes map[string]string, rows ...op.Row) frame.Port {
	t.Helper()
	me := person.Actor{ID: "d-1"}
	r, err := replica.Open(replica.NewMemory(), me, func() time.Time { return now }, func() op.ID { return "id" })
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Take(wire.Delta{Epoch: "e", To: 1, Now: now, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	return frame.Port{View: r.View, Me: func() person.Actor { return me }, Kept: frame.NewKept(), Now: func() time.Time { return now },
		Looks:  func() frame.Looks { return frame.Looks{Lang: words.Zh} },
		Recall: func(name string) string { return notes[name] },
		Notes: func(begin string) (names []string) {
			for name := range notes {
				if strings.HasPrefix(name, begin) {
					names = append(names, name)
				}
			}
			return names
		}}
}

func ago(d time.Duration) time.Time { return now.Add(-d) }

// lives are spots of which one is mine, one is followed, and one is nobody's business.
func lives() []op.Row {
	steps := []lamp.Step{{State: lamp.Sent, At: ago(50 * time.Hour)}, {State: lamp.Checked, At: ago(40 * time.Hour)},
		{State: lamp.Repairing, At: ago(30 * time.Hour), Crew: "erqi"}, {State: lamp.Waiting, At: ago(20 * time.Hour), Reason: "power"},
		{State: lamp.Fixed, At: ago(10 * time.Hour)}, {State: lamp.Checked, At: ago(time.Hour)}}
	var rows []op.Row
	for _, id := range []op.ID{"mine", "followed", "theirs"} {
		rows = append(rows, op.Row{Key: lamp.Spots.Key(id), Body: wire.Encode(lamp.Spot{ID: id, State: lamp.Checked, Fault: lamp.Dark,
			Danger: lamp.Safe, Road: string(id), First: ago(50 * time.Hour), Steps: steps})})
	}
	// I spoke when it was checked already.
	return append(rows, op.Row{Key: lamp.Reports.Key("r"), Body: wire.Encode(lamp.Report{ID: "r", Spot: "mine", No: "ZZ-0007", By: "d-1",
		Fault: lamp.Dark, Danger: lamp.Safe, Tapped: ago(35 * time.Hour), Heard: ago(35 * time.Hour)})})
}

func texts(lines []news) string {
	var all []string
	for _, n := range lines {
		all = append(all, string(n.spot)+" "+n.text+" "+n.why)
	}
	return strings.Join(all, "\n")
}

// TestInbox: what came after I spoke, or after I followed; with its reason, the latest
// first; nothing of others.
func TestInbox(t *testing.T) {
	p := phone(t, map[string]string{"watch.followed": ago(15 * time.Hour).Format(time.RFC3339)}, lives()...)
	got := texts(inbox(p))
	for _, want := range []string{"mine 有人说还不亮，会再派人去看 ", "mine 修好了，天黑以后看一眼亮了没有 ", "mine 暂缓 等供电", "mine 已派人去修 二七班组",
		"mine 市里收到了，编号 ZZ-0007 ", "followed 有人说还不亮，会再派人去看 ", "followed 修好了，天黑以后看一眼亮了没有 "} {
		if !strings.Contains(got+"\n", want+"\n") {
			t.Errorf("the inbox does not say %q:\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n") + 1; n != 7 || strings.Contains(got, "theirs") {
		t.Errorf("%d lines, want 7:\n%s", n, got)
	}
	if last := strings.Split(got, "\n")[6]; last != "mine 市里收到了，编号 ZZ-0007 " {
		t.Errorf("the oldest line is last: %q", last)
	}
}

// TestInboxTellsWhatIsOverdue: one line while somebody waits longer than was promised,
// from then on; none of what was over before they spoke, or has been done since.
func TestInboxTellsWhatIsOverdue(t *testing.T) {
	steps := func(all ...lamp.Step) []lamp.Step {
		return append([]lamp.Step{{State: lamp.Sent, At: ago(100 * time.Hour)}}, all...)
	}
	checked := lamp.Step{State: lamp.Checked, At: ago(99 * time.Hour)}
	for name, tt := range map[string]struct {
		steps []lamp.Step
		spoke time.Duration
		at    time.Duration
		want  string
	}{
		"nobody has looked":  {steps(), 100 * time.Hour, 28 * time.Hour, "mine 过了期限，还没修好 期限主办单位未公布，这是默认值"},
		"not repaired":       {steps(checked), 100 * time.Hour, 28 * time.Hour, "mine 过了期限，还没修好 期限主办单位未公布，这是默认值"},
		"they spoke later":   {steps(checked), 20 * time.Hour, 0, ""},
		"repaired since":     {steps(checked, lamp.Step{State: lamp.Fixed, At: ago(time.Hour)}), 100 * time.Hour, 0, ""},
		"the clock stands":   {steps(lamp.Step{State: lamp.Waiting, At: ago(99 * time.Hour), Reason: "power"}), 100 * time.Hour, 0, ""},
		"an hour of the two": {[]lamp.Step{{State: lamp.Sent, At: ago(25 * time.Hour)}}, 25 * time.Hour, time.Hour, "mine 过了期限，还没有人核实 期限主办单位未公布，这是默认值"},
	} {
		s := lamp.Spot{ID: "mine", State: tt.steps[len(tt.steps)-1].State, Fault: lamp.Dark, Danger: lamp.Safe, First: tt.steps[0].At, Steps: tt.steps}
		lines := overdue(words.Zh, lamp.Shipped(), &s, ago(tt.spoke), now)
		if got := texts(lines); got != tt.want || len(lines) > 0 && !lines[0].at.Equal(ago(tt.at)) {
			t.Errorf("%s: %q at %v, want %q", name, got, lines, tt.want)
		}
	}
}

// TestUnread: what came since the last look; one's own number is no news.
func TestUnread(t *testing.T) {
	notes := map[string]string{}
	p := phone(t, notes, lives()...)
	if n := Unread(p); n != 4 {
		t.Errorf("never looked: %d unread, want 4", n)
	}
	if n := Unread(phone(t, notes, append(lives(), op.Row{Key: lamp.Movers.Key("mine"), Body: wire.Encode(lamp.Mover{Spot: "mine", By: "d-1", State: lamp.Checked})})...)); n != 3 {
		t.Errorf("what they tapped themselves counts: %d unread, want 3", n)
	}
	notes[readNote] = ago(10 * time.Hour).Format(time.RFC3339Nano)
	if n := Unread(p); n != 1 {
		t.Errorf("looked when it was fixed: %d unread, want 1", n)
	}
	s := &screen{port: p, read: readUntil(p), newest: inbox(p)[0].at}
	s.port.Remember = func(name, note string) { notes[name] = note }
	if s.keepRead(); Unread(p) != 0 {
		t.Errorf("looked now: %d unread", Unread(p))
	}
}
