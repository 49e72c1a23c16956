package main

import (
	"fmt"
	"net/http"
	"strings"

	"denghuo/server/edge"
)

// metrics are Prometheus text; the few numbers an operator looks at.
func (p *program) metrics(w http.ResponseWriter, _ *http.Request) {
	_, seq := p.store.At()
	decided, lines := &p.authority.Counts, &p.gate.Counts
	var b strings.Builder
	for _, m := range []struct {
		name, kind, help string
		value            int64
	}{
		{"sessions", "gauge", "Lines that are open now.", lines.Lines.Load()},
		{"frames_total", "counter", "Frames that phones sent.", lines.Frames.Load()},
		{"rows_sent_total", "counter", "Rows that phones were told.", lines.Rows.Load()},
		{"byes_total", "counter", "Lines that the city ended, with a reason.", lines.Byes.Load()},
		{"rewound_total", "counter", "Phones that said that they know more than the city.", lines.Rewound.Load()},
		{"epochs_total", "counter", "Epochs begun since the start because a phone proved a loss: look into it.", p.losses.begun.Load()},
		{"photos_total", "counter", "Photos that were taken.", lines.Photos.Load()},
		{"photo_bytes_total", "counter", "Bytes of photos that came in pieces.", lines.PhotoBytes.Load()},
		{"batches_total", "counter", "Commits.", decided.Batches.Load()},
		{"ops_total", "counter", "Ops that were decided.", decided.Ops.Load()},
		{"repeats_total", "counter", "Ops that had been heard before.", decided.Repeats.Load()},
		{"refusals_total", "counter", "Ops that were answered with a refusal.", decided.Refusals.Load()},
		{"ended_total", "counter", "Outboxes that did not fit: twin, gap, malformed.", decided.Ended.Load()},
		{"answers_total", "counter", "Requests that were answered.", p.edge.Counts.Answers.Load()},
		{"unheard_total", "counter", "Connections that ended without a request that could be read.", p.edge.Counts.Unheard.Load()},
		{"crowded_total", "counter", "Connections that were not taken because there were too many.", p.edge.Counts.Crowded.Load()},
		{"sequence", "gauge", "The last sequence of the store.", int64(seq)},
	} {
		fmt.Fprintf(&b, "# HELP denghuo_%[1]s %[3]s\n# TYPE denghuo_%[1]s %[2]s\ndenghuo_%[1]s %[4]d\n", m.name, m.kind, m.help, m.value)
	}
	fmt.Fprint(&b, "# HELP denghuo_refused_total Requests that were refused, by status.\n# TYPE denghuo_refused_total counter\n")
	for _, status := range edge.Refused {
		fmt.Fprintf(&b, "denghuo_refused_total{status=\"%d\"} %d\n", status, p.edge.Counts.Status(status))
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	fmt.Fprint(w, b.String()) // whoever asked has gone, or has it
}
