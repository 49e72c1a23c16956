package gate

import (
	"errors"
	"fmt"

	"denghuo/shared/wire"
)

// closing maps a reason to a WebSocket close code, for whoever reads no frames:
// 4000 to 4099 say "come back by yourself", 4100 and above "not before something
// has changed": a token, the program, a fault. Since 2026; never reordered.
//
//	4000 later      4100 sign_in
//	4001 busy       4101 renew
//	4002 twin       4102 malformed
//	4003 gap        4103 too_big
//	4004 rewound    4104 order
func closing(r wire.Reason) int {
	switch r {
	case wire.Later:
		return 4000
	case wire.Busy:
		return 4001
	case wire.Twin:
		return 4002
	case wire.Gap:
		return 4003
	case wire.Rewound:
		return 4004
	case wire.SignIn:
		return 4100
	case wire.Renew:
		return 4101
	case wire.TooBig:
		return 4103
	case wire.Order:
		return 4104
	}
	return 4102
}

// comesBack reports whether a phone should try again by itself.
func comesBack(r wire.Reason) bool { return closing(r) < 4100 }

// end is how a line ends. Without a reason the phone has gone and is told nothing.
type end struct {
	reason wire.Reason
	detail string
	again  int  // seconds before which coming back is of no use
	full   bool // see wire.Bye
}

func (e end) Error() string { return fmt.Sprintf("line ends: %s: %s", e.reason, e.detail) }

func asEnd(err error) end {
	var e end
	if errors.As(err, &e) {
		return e
	}
	return end{detail: err.Error()}
}

// bye is the frame for an end. A phone that should not come back by itself is told
// so; one that should gets a window that is wider when many come.
func (g *Gate) bye(e end) wire.Bye {
	b := wire.Bye{Reason: e.reason, Detail: e.detail, Full: e.full}
	switch {
	case e.reason == wire.Later || e.reason == wire.Busy:
		b.Again = max(g.window(), e.again)
	case !comesBack(e.reason):
		b.Again = -1
	}
	return b
}

// perSecondBack is how many phones a second a starting city takes with ease.
const perSecondBack = 1000

// window is in how many seconds phones should spread their return: 20,000 in 23 s.
func (g *Gate) window() int {
	lines := max(g.Counts.Lines.Load(), g.drained.Load())
	return int(min(60, 3+lines/perSecondBack))
}
