package crew

import (
	"encoding/json"
	"time"

	"denghuo/app/lamps"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
)

// walk is a patrol that is under way: its track and the dark lamps on it. It stands in
// a note on this phone, so that it outlives the page, until it is written down.
type walk struct {
	ID    op.ID          `json:"id"`
	Began time.Time      `json:"began"`
	Last  time.Time      `json:"last"` // of the last thing that happened
	Ended time.Time      `json:"ended,omitzero"`
	Track []geo.Point    `json:"track,omitempty"`
	Dark  []dark         `json:"dark,omitempty"`
	Roads []string       `json:"roads,omitempty"`
	Boxes int            `json:"boxes,omitempty"`
	Note  string         `json:"note,omitempty"`
	Asked map[op.ID]bool `json:"asked,omitempty"` // fixed lamps that were looked at
}

// dark is one lamp that does not burn.
type dark struct {
	ID     op.ID       `json:"id"`
	At     time.Time   `json:"at"`
	Point  *geo.Point  `json:"point,omitempty"`
	Joins  op.ID       `json:"joins,omitempty"` // the open spot within reach
	Apart  bool        `json:"apart,omitempty"` // it is another lamp than that
	Danger lamp.Danger `json:"danger,omitempty"`
	Words  string      `json:"words,omitempty"` // where it is, if there is no point
}

// tooLong is after how long a walk that was left is over.
const tooLong = 10 * time.Hour

// readWalk is the walk of a note; nil if there is none.
func readWalk(note string, now time.Time) *walk {
	var w walk
	if note == "" || json.Unmarshal([]byte(note), &w) != nil || !op.ValidID(w.ID) {
		return nil
	}
	if w.Ended.IsZero() && now.Sub(w.Last) > tooLong {
		w.Ended = w.Last
	}
	return &w
}

// text is the note.
func (w *walk) text() string {
	if w == nil {
		return ""
	}
	b, err := json.Marshal(w)
	if err != nil { // numbers and words only
		panic("encode a walk: " + err.Error())
	}
	return string(b)
}

// reach is the accuracy, in metres, up to which a fix belongs to the track.
const reach = 100

// step takes a fix into the track if the phone has come far enough. It reports whether
// the track has grown.
func (w *walk) step(at geo.Point, now time.Time) bool {
	if at.Acc > reach {
		return false
	}
	if n := len(w.Track); n > 0 && geo.Metres(w.Track[n-1], at) < ledger.Step {
		return false
	}
	at = geo.Point{Lat: seven(at.Lat), Lon: seven(at.Lon), Acc: float64(int(at.Acc))}
	if w.Track = append(w.Track, at); len(w.Track) > ledger.MaxTrack {
		w.thin()
	}
	w.Last = now
	return true
}

// seven keeps six decimals, a tenth of a metre: a note is no place for more.
func seven(degrees float64) float64 {
	return float64(int64(degrees*1e6+0.5)) / 1e6
}

// thin leaves out every other point of a track that has become too long, but for the
// first and the last.
func (w *walk) thin() {
	last := len(w.Track) - 1
	kept := w.Track[:0]
	for i, at := range w.Track {
		if i%2 == 0 || i == last {
			kept = append(kept, at)
		}
	}
	w.Track = kept
}

// metres is how long it is so far.
func (w *walk) metres() int { return ledger.Walked(w.Track) }

// mark notes a dark lamp here, and the open spot that it probably is.
func (w *walk) mark(id op.ID, here *geo.Point, now time.Time, near []lamp.Spot) {
	d := dark{ID: id, At: now, Point: here}
	for _, s := range near {
		if s.State.Open() {
			d.Joins = s.ID
			break
		}
	}
	w.Dark, w.Last = append(w.Dark, d), now
}

// spot is where a dark lamp is counted.
func (d dark) spot() op.ID {
	if d.Joins != "" && !d.Apart {
		return d.Joins
	}
	return d.ID
}

// fixedNear are lamps within reach that were repaired and that nobody has seen burn
// since it is dark: who walks past can say.
func (w *walk) fixedNear(spots []*lamp.Spot, here geo.Point, now time.Time) *lamp.Spot {
	var best *lamp.Spot
	for _, s := range spots {
		if s.State != lamp.Fixed || s.Point == nil || w.Asked[s.ID] || len(s.Steps) == 0 || metres(here, s) > max(seenFrom, here.Acc) {
			continue
		}
		if geo.Dark(now, *s.Point) && geo.DarkBetween(s.Steps[len(s.Steps)-1].When(), now, *s.Point) && (best == nil || metres(here, s) < metres(here, best)) {
			best = s
		}
	}
	return best
}

// seenFrom is from how far a lamp is seen to burn, in metres.
const seenFrom = 40

// answered notes that a fixed lamp was looked at.
func (w *walk) answered(spot op.ID) {
	if w.Asked == nil {
		w.Asked = map[op.ID]bool{}
	}
	w.Asked[spot] = true
}

// ops is what the walk comes to: the dark lamps as reports of what was seen then, and
// the ledger's entry, which names their spots.
func (w *walk) ops(crew op.ID) (ops []op.Op) {
	p := ledger.Patrol{ID: w.ID, Crew: crew, Began: w.Began, Ended: w.Ended, Track: w.Track, Metres: w.metres(), Roads: w.Roads, Boxes: w.Boxes, Note: w.Note}
	named := map[op.ID]bool{}
	for _, d := range w.Dark {
		danger := d.Danger
		if danger == "" {
			danger = lamp.Safe
		}
		ops = append(ops, lamp.Submit{ID: d.ID, Spot: d.spot(), Fault: lamp.Dark, Danger: danger, Place: lamp.Place{Point: d.Point, Words: d.Words}, Seen: d.At})
		if !named[d.spot()] {
			named[d.spot()] = true
			p.Spots = append(p.Spots, d.spot())
		}
	}
	return append(ops, ledger.WritePatrol{Patrol: p})
}

// roadsNear are the roads that spots along the track are known to be on, as they were
// walked, and not more than six. It looks at some 200 points and at spots with a road.
func roadsNear(w *walk, ix *lamps.Index) (roads []string) {
	seen := map[string]bool{"": true}
	for _, road := range w.Roads {
		seen[road] = true
	}
	var spots []*lamp.Spot
	for _, s := range ix.Spots() {
		if !seen[s.Road] && s.Point != nil {
			spots = append(spots, s)
		}
	}
	for i := 0; i < len(w.Track) && len(roads) < 6; i += 1 + len(w.Track)/200 {
		for _, s := range spots {
			if !seen[s.Road] && metres(w.Track[i], s) < roadFrom {
				seen[s.Road] = true
				roads = append(roads, s.Road)
			}
		}
	}
	return roads
}

// roadFrom is within how many metres of a spot one walks on its road.
const roadFrom = 60
