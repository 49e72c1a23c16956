package people

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// Message is a one-time code on its way to a phone.
type Message struct {
	ID      string // of this message; a gateway that is asked again sends it once
	Phone   string // eleven digits, mainland
	Code    string // six digits
	Minutes int    // how long the code holds
	Zh, En  string // the whole text, for gateways that take one
}

// Sender takes a code to a phone. It returns when the code was handed on, or with
// why it was not; it may be slow, and nobody who asked for a code waits for it.
type Sender interface {
	Send(context.Context, Message) error
}

// LogSender prints codes where the program was started. It is for rehearsals: whoever
// sees the output can be anybody.
type LogSender struct {
	mu  sync.Mutex
	out io.Writer
}

// NewLogSender prints to out.
func NewLogSender(out io.Writer) *LogSender { return &LogSender{out: out} }

// Send prints one line, marked as a rehearsal.
func (s *LogSender) Send(_ context.Context, m Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := fmt.Fprintf(s.out, "演练 code for %s: %s, holds %d minutes\n", maskPhone(m.Phone), m.Code, m.Minutes); err != nil {
		return fmt.Errorf("print code: %w", err)
	}
	return nil
}
