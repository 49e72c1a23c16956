package till

import (
	"bytes"
	"encoding/csv"
	"sort"
	"strings"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// account is the screen at /till/account.
type account struct {
	app.Compo
	port    frame.Port
	stop    func()
	open    op.ID // the redemption that is being taken back
	reason  string
	part    string // yuan, as typed: of a refund that is not the whole
	problem string
}

// Account is the shop's days and what was done today, readable without a network.
func Account(p frame.Port) app.Composer { return &account{port: p} }

func (a *account) OnPreRender(ctx app.Context) { a.OnNav(ctx) }

func (a *account) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(a.port.Looks().Lang.Say(words.TabAccount))
}

func (a *account) OnMount(ctx app.Context) { a.stop = frame.Follow(ctx, a.port) }

func (a *account) OnDismount() { a.stop() }

// Render is today first.
func (a *account) Render() app.UI {
	lang := a.port.Looks().Lang
	opts := frame.Opts{Tab: frame.Account, Title: lang.Say(words.TabAccount), Status: true}
	if !a.port.Me().Is(person.Merchant) {
		return frame.Page(a.port, opts, app.P().Class("zz-cap").Text(lang.Say(words.TillNo)))
	}
	all := a.all()
	parts := []app.UI{a.todaySum()}
	if len(all) == 0 {
		return frame.Page(a.port, opts, append(parts, app.P().Class("zz-cap zz-gap").Text(lang.Say(words.TillNone)))...)
	}
	var rows []app.UI
	for _, r := range all[:min(len(all), 100)] {
		rows = append(rows, a.row(r))
	}
	return frame.Page(a.port, opts, append(parts,
		kit.Heading(lang.Say(words.TillList), app.Button().ID("till-csv").Class("zz-btn2").Type("button").Disabled(a.port.Device.Hand == nil).
			Body(kit.Icon("download"), app.Text(lang.Say(words.TillFile))).OnClick(func(app.Context, app.Event) { a.hand() })),
		app.Div().Class("zz-list").Body(rows...), a.days())...)
}

// all is what was redeemed here, the latest first.
func (a *account) all() []offer.Redemption {
	all := offer.Redemptions.All(a.port.View())
	sort.SliceStable(all, func(i, j int) bool { return all[i].Tapped.After(all[j].Tapped) })
	return all
}

func (a *account) todaySum() app.UI {
	lang := a.port.Looks().Lang
	day, _ := offer.Days.Get(a.port.View(), offer.DayID(a.port.Me().ID, offer.DateOf(a.port.Now()), false))
	return kit.Card(lang.Say(words.TillToday), nil, app.Dl().Class("zz-sum").Body(
		app.Dt().Text(lang.Say(words.TillCount)), app.Dd().Text(words.Int(day.Count)),
		app.Dt().Text(lang.Say(words.TillTurnover)), app.Dd().Text(words.Money(day.Price)),
		app.Dt().Text(lang.Say(words.TillReduced)), app.Dd().Text(words.Money(day.Off)),
		app.Dt().Text(lang.Say(words.TillConflicts)), app.Dd().Text(words.Int(day.Conflicts)),
		app.Dt().Class("tot").Text(lang.Say(words.TillOwed)), app.Dd().Class("tot").Text(words.Money(day.Owed)),
	))
}

// days are those before, for the settlement.
func (a *account) days() app.UI {
	lang := a.port.Looks().Lang
	all := offer.Days.All(a.port.View())
	sort.SliceStable(all, func(i, j int) bool { return all[i].Date > all[j].Date })
	var rows []app.UI
	for _, d := range all[:min(len(all), 60)] {
		name := d.Date
		if d.Rehearsal {
			name += " · " + lang.Say(words.Rehearsal)
		}
		rows = append(rows, app.Div().Class("zz-row").Body(kit.Icon("calendar"), app.Span().Class("zz-row__b").Body(
			app.B().Text(name),
			app.Span().Class("zz-cap").Text(words.Put(words.Put(lang.Say(words.TillDayLine), words.Int(d.Count)), words.Money(d.Owed))),
		)))
	}
	return kit.Maybe(len(rows) > 0, func() app.UI {
		return app.Div().Body(kit.Heading(lang.Say(words.TillDays), nil), app.Div().Class("zz-list").Body(rows...))
	})
}

// outcome is how a redemption is marked: a word, an icon and a colour.
func outcome(lang words.Lang, r offer.Redemption) app.UI {
	switch r.Outcome {
	case offer.Waiting:
		return kit.Tag("lamp", "clock", lang.Say(words.TillWaits))
	case offer.Conflict:
		return kit.Tag("err", "alert-triangle", lang.Say(words.TillTwice))
	case offer.Reversed:
		return kit.Tag("", "arrow-back-up", lang.Say(words.TillReversed))
	}
	return kit.Tag("ok", "check", lang.Say(words.TillCounted))
}

func (a *account) row(r offer.Redemption) app.UI {
	lang, now := a.port.Looks().Lang, a.port.Now()
	o, _ := offer.Offers.Get(a.port.View(), r.Offer)
	line := lang.Moment(r.Tapped, now) + lang.Say(words.DeskComma) + words.Money(r.Price) + " − " + words.Money(r.Off) + " = " + words.Money(r.Pay())
	if r.Outcome == offer.Conflict && !r.First.IsZero() {
		line += "。" + words.Put(lang.Say(words.TillFirst), lang.Moment(r.First, now))
	}
	if r.Refunded > 0 && r.Outcome == offer.Counted {
		line += "。" + words.Put(lang.Say(words.TillRefunded), words.Money(r.Refunded))
	}
	return app.Div().Class("zz-case-row").Body(
		app.Button().Class("zz-case zz-case--b").Type("button").Aria("expanded", a.open == r.ID).OnClick(func(app.Context, app.Event) {
			if a.problem = ""; a.open == r.ID {
				a.open = ""
			} else {
				a.open, a.reason, a.part = r.ID, "", ""
			}
		}, app.EventScope(r.ID)).Body(
			app.Span().Body(app.B().Text(lang.Pick(o.Title.Zh, o.Title.En)+" "+r.Serial), app.Span().Class("zz-cap").Text(line)),
			outcome(lang, r),
		),
		kit.Maybe(a.open == r.ID && r.Outcome == offer.Counted, func() app.UI { return a.takeBack(r) }),
	)
}

// takeBack is for a customer who is refunded: in full, and the coupon may be used
// again, or in part, and it stays used.
func (a *account) takeBack(r offer.Redemption) app.UI {
	lang := a.port.Looks().Lang
	return app.Div().Class("zz-detail").Body(
		app.P().Class("zz-cap").Text(lang.Say(words.TillReverseMore)),
		app.Div().Class("zz-field").Body(
			app.Label().For("reverse-why").Text(lang.Say(words.ReasonLabel)),
			app.Input().ID("reverse-why").MaxLength(offer.MaxReason).Value(a.reason).
				OnInput(func(ctx app.Context, _ app.Event) { a.reason, a.problem = ctx.JSSrc().Get("value").String(), "" }),
		),
		app.Div().Class("zz-field").Body(
			app.Label().For("reverse-part").Text(lang.Say(words.TillPart)),
			app.Input().ID("reverse-part").Attr("inputmode", "decimal").AutoComplete(false).MaxLength(10).Value(a.part).
				OnInput(func(ctx app.Context, _ app.Event) { a.part, a.problem = ctx.JSSrc().Get("value").String(), "" }),
		),
		kit.Maybe(a.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(a.problem) }),
		app.Button().ID("reverse").Class("zz-btn2 zz-gap").Type("button").Body(kit.Icon("arrow-back-up"), app.Text(lang.Say(a.refund()))).
			OnClick(func(ctx app.Context, _ app.Event) { a.reverse(ctx, r.ID) }, app.EventScope(r.ID)),
	)
}

// refund is what the button does: the whole, unless a part was typed.
func (a *account) refund() words.T {
	if strings.TrimSpace(a.part) != "" {
		return words.TillPartly
	}
	return words.TillReverse
}

func (a *account) reverse(ctx app.Context, id op.ID) {
	ctx = a.port.Page(ctx)
	back := offer.Reverse{Redemption: id, Reason: a.reason}
	if strings.TrimSpace(a.part) != "" {
		part, ok := words.ReadMoney(a.part)
		if !ok || part == 0 {
			a.problem = a.port.Looks().Lang.Say(words.TillBadPrice)
			return
		}
		back.Part = part
	}
	ctx.Async(func() {
		err := a.port.Do(back)
		ctx.Dispatch(func(app.Context) { a.said(err) })
	})
}

func (a *account) said(err error) {
	lang := a.port.Looks().Lang
	if refusal, ok := op.AsRefusal(err); ok {
		a.problem = lang.Refusal(refusal)
		return
	}
	if err != nil {
		app.Log("take back: " + err.Error())
		a.problem = lang.Say(words.SaveFailed)
		return
	}
	a.open = ""
}

// hand gives the settlement file: what is on this phone, one line a redemption.
func (a *account) hand() {
	var b bytes.Buffer
	b.WriteString("\ufeff") // so that a spreadsheet takes it for UTF-8
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"时间 time", "场次 drop", "流水号 serial", "消费 price", "优惠 off", "实收 paid", "部分退款 refunded", "结算 owed", "状态 outcome", "原因 why", "首次 first", "离线 offline", "演练 rehearsal"})
	for _, r := range a.all() { // writing to memory does not fail
		owed := 0
		if r.Pays {
			owed = r.Off
		}
		_ = w.Write([]string{r.Tapped.In(words.Zone).Format(time.DateTime), string(r.Drop), r.Serial, words.Money(r.Price), words.Money(r.Off),
			words.Money(r.Pay()), words.Money(r.Refunded), words.Money(owed), string(r.Outcome), string(r.Why), stamp(r.First), yes(r.Offline), yes(r.Rehearsal)})
	}
	w.Flush()
	a.port.Device.Hand("denghuo-till-"+offer.DateOf(a.port.Now())+".csv", "text/csv;charset=utf-8", b.Bytes())
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(words.Zone).Format(time.DateTime)
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return ""
}
