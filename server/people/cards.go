package people

import (
	"context"
	"crypto/rand"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"time"

	"denghuo/server/edge"
	"denghuo/shared/account"
	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"golang.org/x/text/unicode/norm"
)

// CardsConfig is what the cards are made of.
type CardsConfig struct {
	Keys   CardKeys
	Sender Sender
	Text   func(code string, minutes int) (zh, en string) // of a message

	Pictures Pictures
	Readme   func(tables []string, at time.Time) string // of an archive
}

// Cards is the card register at the edge, and the binding of cards to phones:
//
//	POST /card/bind     {"name","number"} → {"wait":600,"again":60}; a code goes to the phone in
//	                    the register, if it has this card under this name. The answer
//	                    and its time are the same whether it has or not.
//	POST /card/confirm  {"code","device"?} → as POST /session; what the device had is
//	                    the cardholder's from now on
//	POST /card/unbind   {"device"?} → 204: this phone is signed out and itself again
//	POST /card/lost     {"device"?} → 204: all sessions end, and every phone that the
//	                    card was bound on is silenced but the one that asks
//	POST /api/admin/cards   text/csv: the register (import.go)
//	GET  /me/data.zip   all that the city holds of the one who asks (mydata.go)
//	POST /me/forget     {"sure":true} → 204: all of it deleted, or pseudonymised for the books
type Cards struct {
	CardsConfig
	people *People
	sends  chan struct{} // messages that are on their way

	archives chan struct{} // that are being made

	ctx   context.Context
	stop  context.CancelFunc
	going sync.WaitGroup
	file  sync.Mutex // held while a file is brought in
}

// CardsOff says that this city has no way to send a code.
const CardsOff op.Code = "cards_off"

// Ready reports whether cards can be bound here.
func (c *Cards) Ready() bool { return c.Sender != nil }

// maxSends is how many messages may be on their way at once; whoever asks for one
// more is told to come again.
const maxSends = 64

// sendLasts is how long one message is tried.
const sendLasts = 45 * time.Second

// NewCards is the cards of a city. Close ends what is on its way.
func NewCards(p *People, c CardsConfig) *Cards {
	ctx, stop := context.WithCancel(context.Background())
	p.Cards = c.Sender != nil // the sign-in page is told
	return &Cards{CardsConfig: c, people: p, sends: make(chan struct{}, maxSends), archives: make(chan struct{}, maxArchives),
		ctx: ctx, stop: stop}
}

// Register puts the addresses into a mux.
func (c *Cards) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /card/bind", ours(c.bind))
	mux.HandleFunc("POST /card/confirm", ours(c.confirm))
	mux.HandleFunc("POST /card/unbind", ours(c.unbind))
	mux.HandleFunc("POST /card/lost", ours(c.lost))
	mux.HandleFunc("POST /api/admin/cards", ours(c.take))
	mux.HandleFunc("GET /me/data.zip", ours(c.mine))
	mux.HandleFunc("POST /me/forget", ours(c.forget))
}

// Close waits for messages on their way, a little: after ctx they are given up.
func (c *Cards) Close(ctx context.Context) {
	done := make(chan struct{})
	go func() { c.going.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
	c.stop()
	<-done
}

// attemptCookie is what the asking browser keeps until it gives the code: nobody
// else can try a code that was asked for here.
const attemptCookie = "dh_card"

// bind asks for a code.
func (c *Cards) bind(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name, Number string }
	if !form(w, r, &in) {
		return
	}
	name, number := cleanName(in.Name), cleanNumber(in.Number)
	switch {
	case !validName(name):
		edge.Refuse(w, http.StatusBadRequest, string(BadName))
		return
	case number == "":
		edge.Refuse(w, http.StatusBadRequest, string(BadNumber))
		return
	}
	if c.Sender == nil {
		edge.Refuse(w, http.StatusNotFound, string(CardsOff))
		return
	}
	select {
	case c.sends <- struct{}{}:
	default:
		c.people.refuse(w, errBusy)
		return
	}
	attempt, code := random(), sixDigits()
	ask := c.ask(r, name, number, attempt, code)
	if err := c.people.do(r.Context(), ask, person.TheCity()); err != nil {
		<-c.sends
		c.refuseAsk(w, ask, err)
		return
	}
	c.going.Go(func() { c.send(ask.ID, code) })
	http.SetCookie(w, &http.Cookie{Name: attemptCookie, Value: attempt, Path: "/card", MaxAge: int(account.CodeLasts.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: edge.Secure(r)})
	c.people.answer(w, map[string]int{"wait": int(account.CodeLasts.Seconds()), "again": int(account.CodeAgain.Seconds())})
}

// ask hashes what was given. All of it is done for every card, known or not.
func (c *Cards) ask(r *http.Request, name, number, attempt, code string) account.Ask {
	k, card := c.Keys, c.Keys.card(number)
	a := account.Ask{ID: attemptID(attempt), Card: card, NameHash: k.name(card, name),
		Pair: op.ID(k.keyed("pair", string(card), name)), Address: op.ID(k.keyed("address", edge.Neighbours(r))),
		Instead: op.ID(k.keyed("instead", string(card), name))}
	a.Hash = c.codeHash(a.ID, code)
	if id, ok := c.device(phoneToken(r, "")); ok {
		a.Device = op.ID(k.keyed("device", string(id)))
	}
	return a
}

func (c *Cards) codeHash(id op.ID, code string) string { return c.Keys.keyed("code", string(id), code) }

func attemptID(attempt string) op.ID { return op.ID(hashOf(attempt)) }

// refuseAsk says how long to wait, where that is the trouble.
func (c *Cards) refuseAsk(w http.ResponseWriter, ask account.Ask, err error) {
	if refusal, ok := op.AsRefusal(err); !ok || refusal.Code != account.CodeOften {
		c.people.refuse(w, err)
		return
	}
	var wait time.Duration
	c.people.read(func(r op.Reader) { wait = ask.Wait(r, c.people.Now()) })
	edge.TooOften(w, string(account.CodeOften), wait)
}

// send takes the code to the phone that the register has, if it is the card's. It
// runs beside the answer, which therefore takes as long for every card.
func (c *Cards) send(id op.ID, digits string) {
	defer func() { <-c.sends }()
	var card account.Card
	c.people.read(func(r op.Reader) {
		code, _ := account.Codes.Get(r, id)
		card, _ = account.Cards.Get(r, code.Card)
	})
	if card.ID == "" {
		return
	}
	phone, err := c.Keys.open(card.ID, card.Phone)
	if err != nil {
		c.people.Log.Error("read the phone number of a card: was the key lost? import the register again", "card", card.ID, "err", err)
		return
	}
	ctx, cancel := context.WithTimeout(c.ctx, sendLasts)
	defer cancel()
	m := Message{ID: string(id)[:32], Phone: phone, Code: digits, Minutes: int(account.CodeLasts.Minutes())}
	m.Zh, m.En = c.Text(digits, m.Minutes)
	if err := c.Sender.Send(ctx, m); err != nil {
		c.people.Log.Error("send a code", "message", m.ID, "err", err)
	}
}

// sixDigits draws a code.
func sixDigits() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil { // the reader never fails since Go 1.24
		panic("people: draw a code: " + err.Error())
	}
	text := "000000" + n.String()
	return text[len(text)-6:]
}

// confirm takes the code and signs the cardholder in.
func (c *Cards) confirm(w http.ResponseWriter, r *http.Request) {
	var in struct{ Code, Device string }
	if !form(w, r, &in) {
		return
	}
	attempt, err := r.Cookie(attemptCookie)
	digits := strings.Join(strings.Fields(norm.NFKC.String(in.Code)), "")
	switch {
	case err != nil || attempt.Value == "":
		edge.Refuse(w, http.StatusBadRequest, string(account.CodeOver))
		return
	case len(digits) != 6:
		edge.Refuse(w, http.StatusBadRequest, string(op.Malformed))
		return
	}
	who, ok := c.try(w, r, attemptID(attempt.Value), digits)
	if !ok {
		return
	}
	if err := c.joinPhone(r.Context(), phoneToken(r, in.Device), who); err != nil {
		c.people.refuse(w, err)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: attemptCookie, Path: "/card", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: edge.Secure(r)})
	c.people.enter(w, r, who, account.ByCard)
}

// try gives one code to the city, and tells whose card it bound, or answers.
func (c *Cards) try(w http.ResponseWriter, r *http.Request, id op.ID, digits string) (who person.ID, ok bool) {
	t := account.Try{Code: id, Hash: c.codeHash(id, digits), Try: op.ID(random()[:22])}
	if err := c.people.do(r.Context(), t, person.TheCity()); err != nil {
		c.people.refuse(w, err)
		return "", false
	}
	var code account.Code
	c.people.read(func(r op.Reader) { code, _ = account.Codes.Get(r, id) })
	if code.Right == t.Try {
		return account.HolderID(code.Card), true
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	c.people.answer(w, map[string]any{"code": account.CodeWrong, "left": code.Left})
	return "", false
}

// joinPhone gives what the phone had to the cardholder. A phone that another card's
// owner reported lost stays silent: its records stay where they are.
func (c *Cards) joinPhone(ctx context.Context, token string, who person.ID) error {
	id, ok := c.device(token)
	if !ok {
		return nil
	}
	for {
		err := c.people.do(ctx, city.Join{From: id, To: who}, person.TheCity())
		if refusal, refused := op.AsRefusal(err); refused && refusal.Code == account.SignIn {
			c.people.Log.Info("a phone that was reported lost is used with another card", "device", id)
			return nil
		}
		if err != nil || !c.has(id) {
			return err
		}
	}
}

// has reports whether a person still has something that can be handed over.
func (c *Cards) has(who person.ID) (something bool) {
	r := c.people.Store.Read(nil)
	defer r.Close()
	r.EachOf(who.Own(), func(row op.Row) bool {
		something = city.Belongs(row.Key.Table)
		return !something
	})
	return something
}

// device is the person of a device's token, blocked or not.
func (c *Cards) device(token string) (person.ID, bool) {
	secret, ok := strings.CutPrefix(token, "d.")
	if !ok || len(secret) != secretText {
		return "", false
	}
	return DeviceID(secret), true
}

func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}

// phoneToken is the device's token as the form, the header or the cookie has it. A
// phone whose person signed in speaks by the session, and still has its own cookie.
func phoneToken(r *http.Request, said string) string {
	for _, token := range []string{said, bearer(r)} {
		if token != "" {
			return token
		}
	}
	return DeviceCookie(r)
}

// unbind takes the card from this phone.
func (c *Cards) unbind(w http.ResponseWriter, r *http.Request) {
	f, device, ok := c.bound(w, r)
	if !ok {
		return
	}
	if device != "" {
		if err := c.people.do(r.Context(), account.Unbind{Device: device, Who: f.account.ID}, f.account.Actor()); err != nil {
			c.people.refuse(w, err)
			return
		}
	}
	if err := c.people.do(r.Context(), account.End{Session: f.session.ID}, f.account.Actor()); err != nil {
		c.people.refuse(w, err)
		return
	}
	c.people.setCookie(w, r, "", 0)
	w.WriteHeader(http.StatusNoContent)
}

// lost signs the cardholder out everywhere.
func (c *Cards) lost(w http.ResponseWriter, r *http.Request) {
	f, device, ok := c.bound(w, r)
	if !ok {
		return
	}
	if err := c.people.do(r.Context(), account.Lost{Who: f.account.ID, Here: device}, f.account.Actor()); err != nil {
		c.people.refuse(w, err)
		return
	}
	c.people.setCookie(w, r, "", 0)
	w.WriteHeader(http.StatusNoContent)
}

// bound is the cardholder who asks, and their phone's device if they say it. The
// device is theirs to name: it is told by its secret.
func (c *Cards) bound(w http.ResponseWriter, r *http.Request) (f found, device person.ID, ok bool) {
	var in struct{ Device string }
	if r.ContentLength != 0 && !form(w, r, &in) {
		return f, "", false
	}
	f, err := c.people.find(Cookie(r))
	if err == nil && !f.account.ID.Cardholder() {
		err = op.Refuse(op.NotYours, "")
	}
	if err != nil {
		c.people.refuse(w, err)
		return f, "", false
	}
	device, _ = c.device(phoneToken(r, in.Device))
	return f, device, true
}
