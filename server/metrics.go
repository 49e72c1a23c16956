package main

import (
	"fmt"
	"net/http"
	"strings"
)

// metrics are Prometheus text; the few numbers an operator looks at.
func (p *program) metrics(w http.ResponseWriter, _ *http.Request) {
	_, seq := p.store.At()
	decided, edge := &p.authority.Counts, &p.gate.Counts
	var b strings.Builder
	for _, m := range []struct {
		name, kind, help string
		value            int64
	}{
		{"sessions", "gauge", "Lines that are open now.", edge.Lines.Load()},
		{"frames_total", "counter", "Frames that phones sent.", edge.Frames.Load()},
		{"rows_sent_total", "counter", "Rows that phones were told.", edge.Rows.Load()},
		{"byes_total", "counter", "Lines that the city ended, with a reason.", edge.Byes.Load()},
		{"rewound_total", "counter", "Phones that said that they know more than the city.", edge.Rewound.Load()},
		{"epochs_total", "counter", "Epochs begun since the start because a phone proved a loss: look into it.", p.losses.begun.Load()},
		{"photos_total", "counter", "Photos that were taken.", edge.Photos.Load()},
		{"photo_bytes_total", "counter", "Bytes of photos that came in pieces.", edge.PhotoBytes.Load()},
		{"batches_total", "counter", "Commits.", decided.Batches.Load()},
		{"ops_total", "counter", "Ops that were decided.", decided.Ops.Load()},
		{"repeats_total", "counter", "Ops that had been heard before.", decided.Repeats.Load()},
		{"refusals_total", "counter", "Ops that were answered with a refusal.", decided.Refusals.Load()},
		{"ended_total", "counter", "Outboxes that did not fit: twin, gap, malformed.", decided.Ended.Load()},
		{"sequence", "gauge", "The last sequence of the store.", int64(seq)},
	} {
		fmt.Fprintf(&b, "# HELP denghuo_%[1]s %[3]s\n# TYPE denghuo_%[1]s %[2]s\ndenghuo_%[1]s %[4]d\n", m.name, m.kind, m.help, m.value)
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	fmt.Fprint(w, b.String()) // whoever asked has gone, or has it
}
