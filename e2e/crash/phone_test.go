package crash

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// phone is an outbox and a base without a screen. It is used by one goroutine.
type phone struct {
	who    identity
	client op.ClientID
	epoch  string
	since  uint64
	rows   map[op.Key]op.Row
	heard  op.Mark
	box    [][]byte // envelopes from 1; those above heard.N wait
	ids    []op.ID  // what each is about
	next   func(n int) op.Op
	maySay op.Code // what it may be refused with
	early  bool    // sabotage: believes that what was sent is saved
	sent   int     // how much of the outbox was; only of interest to early

	conn   *websocket.Conn
	byes   map[wire.Reason]int
	epochs int // new ones that it has seen
}

// device makes a secret as a phone does, and the person it stands for.
func device() identity {
	raw := make([]byte, 32)
	rand.Read(raw) // never fails since Go 1.24
	secret := base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte("denghuo device\n" + secret))
	return identity{id: person.ID("d-" + hex.EncodeToString(sum[:10])), token: "d." + secret}
}

func newPhone(who identity) *phone {
	p := &phone{who: who, client: op.ClientID(strings.ToLower(rand.Text())), rows: map[op.Key]op.Row{}, byes: map[wire.Reason]int{}}
	p.next = p.report
	return p
}

// report is a new one each time; every third is about one lamp that many report.
func (p *phone) report(n int) op.Op {
	id := op.ID(string(p.client) + "-" + strconv.Itoa(n))
	spot := id
	if n%3 == 0 {
		spot = op.ID("shared-" + strconv.Itoa(n%12))
	}
	return lamp.Submit{ID: id, Spot: spot, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路与伊河路口"}}
}

// claimer claims one drop after another.
func (p *phone) claims(drops int) {
	p.next = func(n int) op.Op { return offer.Claim{Drop: dropID((n - 1) % drops)} }
}

func dropID(n int) op.ID { return op.ID("crash-" + strconv.Itoa(n)) }

// do puts a new op into the outbox.
func (p *phone) do() {
	n := len(p.box) + 1
	o := p.next(n)
	env := wire.Envelope{N: uint64(n), By: p.who.id, At: time.Now(), Kind: o.Kind().Name, Op: wire.Encode(o)}
	if n > 1 {
		env.Prev = wire.HashOf(p.box[n-2])
	}
	id := op.ID("")
	if s, ok := o.(lamp.Submit); ok {
		id = s.ID
	}
	p.box, p.ids = append(p.box, wire.Encode(env)), append(p.ids, id)
}

func (p *phone) waiting() int { return len(p.box) - p.saved() }

// saved is how much of the outbox is believed to be safe.
func (p *phone) saved() int {
	if p.early {
		return p.sent
	}
	return int(p.heard.N)
}

// open dials and says Hello with all that waits.
func (p *phone) open(addr string) error {
	header := http.Header{}
	if p.who.cookie != "" {
		header.Set("Cookie", p.who.cookie)
	}
	dialer := websocket.Dialer{HandshakeTimeout: patience}
	conn, _, err := dialer.Dial("ws://"+addr+"/sync", header)
	if err != nil {
		return err
	}
	p.conn = conn
	hello := wire.Hello{Version: wire.Version, Client: p.client, Epoch: p.epoch, Since: p.since, Heard: p.heard, Token: p.who.token}
	if err := p.send(wire.Up{Hello: &hello}); err != nil {
		return err
	}
	return p.push()
}

func (p *phone) send(u wire.Up) error {
	return p.conn.WriteMessage(websocket.TextMessage, wire.Encode(u))
}

func (p *phone) push() error {
	waiting := p.box[p.saved():]
	if len(waiting) == 0 {
		return nil
	}
	push := wire.Push{Sent: time.Now()}
	for _, raw := range waiting[:min(len(waiting), wire.MaxPush)] {
		push.Envelopes = append(push.Envelopes, raw)
	}
	p.sent = len(p.box)
	return p.send(wire.Up{Push: &push})
}

// errLost is a promise that was broken; all other errors are a line that ended.
var errLost = errors.New("the city broke its word")

// errAnew is a line that a phone ends itself: it says Hello under its new name.
var errAnew = errors.New("a new epoch: it begins anew")

// take takes one frame.
func (p *phone) take() error {
	if err := p.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, b, err := p.conn.ReadMessage()
	if err != nil {
		return err
	}
	down, err := wire.DecodeDown(b)
	if err != nil {
		return fmt.Errorf("%w: %v", errLost, err)
	}
	if down.Bye != nil {
		return p.ended(*down.Bye)
	}
	return p.apply(*down.Delta)
}

func (p *phone) ended(b wire.Bye) error {
	p.byes[b.Reason]++
	switch b.Reason {
	case wire.Later, wire.Busy:
		return fmt.Errorf("bye %s", b.Reason)
	}
	return fmt.Errorf("%w: bye %s: %s (heard %d of %d)", errLost, b.Reason, b.Detail, p.heard.N, len(p.box))
}

func (p *phone) apply(d wire.Delta) error {
	fresh := false
	switch {
	case d.From == 0:
		if p.epoch != "" && cut(p.epoch) != cut(d.Epoch) {
			p.epochs++
			p.anew()
			fresh = true
		}
		clear(p.rows)
	case d.From != p.since || d.Epoch != p.epoch:
		return fmt.Errorf("%w: rows from %d in %s, it has %d in %s", errLost, d.From, d.Epoch, p.since, p.epoch)
	}
	for _, r := range d.Rows {
		if p.rows[r.Key] = r; r.Gone {
			delete(p.rows, r.Key)
		}
	}
	p.epoch, p.since = d.Epoch, d.To
	if fresh {
		return errAnew
	}
	mark, _ := op.Marks.Get(view(p.rows), op.ID(p.client))
	if mark.N <= p.heard.N {
		return nil
	}
	return p.acknowledge(mark)
}

func cut(epoch string) string { of, _, _ := strings.Cut(epoch, "/"); return of }

// anew is what a phone does in a new epoch: it sends everything again, from 1. The
// ops are the same, so those that the city has are done.
func (p *phone) anew() {
	p.client = op.ClientID(strings.ToLower(rand.Text()))
	prev := op.Hash("")
	for i, raw := range p.box {
		env, err := wire.DecodeEnvelope(raw)
		if err != nil {
			panic(err) // it is our own
		}
		env.Prev = prev
		p.box[i] = wire.Encode(env)
		prev = wire.HashOf(p.box[i])
	}
	p.heard = op.Mark{}
}

// acknowledge believes the mark, and looks whether its rows came with it.
func (p *phone) acknowledge(mark op.Mark) error {
	if mark.N > uint64(len(p.box)) || mark.Hash != wire.HashOf(p.box[mark.N-1]) {
		return fmt.Errorf("%w: mark %d of %d is not ours", errLost, mark.N, len(p.box))
	}
	for n := p.heard.N; n < mark.N; n++ {
		if id := p.ids[n]; id != "" {
			if _, ok := p.rows[lamp.Reports.Key(id)]; !ok {
				return fmt.Errorf("%w: mark %d came without report %s", errLost, mark.N, id)
			}
		}
		if a, ok := op.Answers.Get(view(p.rows), op.AnswerID(p.client, n+1)); ok && (p.maySay == "" || a.Refusal.Code != p.maySay) {
			return fmt.Errorf("%w: op %d is answered %v", errLost, n+1, a.Refusal)
		}
	}
	p.heard = mark
	return nil
}

// live is one life of a line: whenever all is saved there is more to do, at most
// limit ops in all. It ends with the line, or when all is saved and the limit reached.
func (p *phone) live(addr string, limit int) error {
	err := p.open(addr)
	if p.conn == nil {
		return err
	}
	defer p.conn.Close()
	for told := false; err == nil && (!told || p.waiting() > 0 || len(p.box) < limit); told = true {
		if told && p.waiting() == 0 {
			for range min(1+len(p.box)%5, limit-len(p.box)) {
				p.do()
			}
			if err = p.push(); err != nil {
				break
			}
		}
		err = p.take()
	}
	return err
}

// view reads a phone's rows.
type view map[op.Key]op.Row

func (v view) Get(k op.Key) (op.Row, bool) { r, ok := v[k]; return r, ok }
func (v view) Each(table string, f func(op.Row) bool) {
	for k, r := range v {
		if k.Table == table && !f(r) {
			return
		}
	}
}
