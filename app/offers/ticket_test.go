package offers

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"denghuo/app/frame"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var opens = time.Date(2026, 4, 19, 2, 0, 0, 0, time.UTC)

var holder = person.Actor{ID: "h-a", Roles: []person.Role{person.Cardholder}}

// scene is a phone that looks at the drop "d" of two to each.
type scene struct {
	drop    offer.Drop
	rows    *op.Overlay
	now     time.Time
	offline bool
	line    frame.Line
	waiting []frame.Waiting
	refused []frame.Refused
}

func newScene() *scene {
	stock := 5
	s := &scene{rows: op.NewOverlay(op.Empty{}), now: opens.Add(time.Minute)}
	s.drop = offer.Drop{ID: "d", Offer: "o", At: opens, Ends: opens.Add(time.Hour), Valid: opens.Add(48 * time.Hour), Stock: &stock, PerPerson: 2, Title: offer.Text{Zh: "首场"}}
	return s
}

func put[R op.Record](t *testing.T, s *scene, table op.Table[R], rec R) {
	t.Helper()
	if err := table.Put(op.NewTx(s.rows, person.TheCity(), s.now), rec); err != nil {
		t.Fatal(err)
	}
}

// has gives the phone a coupon; asks lays a claim that the city has not answered.
func (s *scene) has(t *testing.T, nth int, state offer.State) {
	t.Helper()
	put(t, s, offer.Coupons, offer.Coupon{ID: offer.NthID("d", holder.ID, nth), Drop: "d", Offer: "o", Holder: holder.ID, Serial: "演练-00021" + strconv.Itoa(nth), State: state, At: opens})
}

func (s *scene) asks(t *testing.T, nth int, offered bool) {
	t.Helper()
	put(t, s, offer.Claims, offer.Asked{ID: offer.NthID("d", holder.ID, nth), Drop: "d", By: holder.ID, State: "asked"})
	s.waiting = append(s.waiting, frame.Waiting{N: uint64(len(s.waiting)) + 1, Op: offer.Claim{Drop: "d", Nth: nth}, Offered: offered})
}

func (s *scene) refuses(code op.Code) {
	s.refused = append(s.refused, frame.Refused{Op: offer.Claim{Drop: "d"}, Refusal: op.Refusal{Code: code, Field: "drop"}})
}

// reads is the ticket's text and markup.
func (s *scene) reads(t *testing.T) string {
	t.Helper()
	put(t, s, offer.Offers, offer.Offer{ID: "o", Title: offer.Text{Zh: "补贴"}, Benefit: offer.Benefit{Type: offer.UpTo, Max: 80}})
	put(t, s, offer.Drops, s.drop)
	p := frame.Port{
		View: func() op.Reader { return s.rows }, Do: func(op.Op) error { return nil }, Me: func() person.Actor { return holder },
		Now: func() time.Time { return s.now }, Line: func() frame.Line { l := s.line; l.Online = !s.offline; return l },
		Looks: func() frame.Looks { return frame.Looks{Lang: words.Zh} }, Waiting: func() []frame.Waiting { return s.waiting },
		Refused: func() []frame.Refused { return s.refused },
	}
	return app.HTMLString(app.Div().Body(state(p, s.drop, &tapped{})...))
}

const (
	button = `id="claim"`
	show   = "出示券"
)

// TestWhatATicketSays: in every state the words that are true, and a button only where a
// tap has sense. Before the city has said so nothing looks like a coupon.
func TestWhatATicketSays(t *testing.T) {
	for name, c := range map[string]struct {
		is       func(*testing.T, *scene)
		says     []string
		saysNone []string
	}{
		"before":                 {func(_ *testing.T, s *scene) { s.now = opens.Add(-time.Minute) }, []string{"开始领取", `role="timer"`}, []string{button, show}},
		"open":                   {func(*testing.T, *scene) {}, []string{button, "共 5 张，每人限领 2 张"}, []string{show}},
		"open_and_just_begun":    {func(_ *testing.T, s *scene) { s.offline = true }, []string{button}, []string{"没有网络"}},
		"open_without_a_network": {func(_ *testing.T, s *scene) { s.offline, s.line.Off = true, true }, []string{button, "现在不占名额"}, []string{show}},
		"asked":                  {func(t *testing.T, s *scene) { s.asks(t, 0, true) }, []string{"正在排队，别关页面"}, []string{button, show, "前面"}},
		"stands": {func(t *testing.T, s *scene) { s.asks(t, 0, true); s.line.Place = wire.Place{N: 1, Before: 1234} },
			[]string{"正在排队，前面约 1300 位，别关页面", "正在排队，前面约 2000 位", "aria-hidden"}, []string{button, show}},
		"stands_first": {func(t *testing.T, s *scene) { s.asks(t, 0, true); s.line.Place = wire.Place{N: 1} }, []string{"正在排队，马上轮到你，别关页面"}, []string{"约"}},
		"another_stands_there": {func(t *testing.T, s *scene) {
			s.waiting = append(s.waiting, frame.Waiting{N: 1})
			s.asks(t, 0, true)
			s.line.Place = wire.Place{N: 1, Before: 12}
		}, []string{"正在排队，别关页面"}, []string{"约"}},
		"stood_and_is_cut": {func(t *testing.T, s *scene) {
			s.asks(t, 0, true)
			s.offline, s.line.Place = true, wire.Place{N: 1, Before: 12}
		}, []string{"正在确认"}, []string{button, "约"}},
		"no_room": {func(t *testing.T, s *scene) { s.asks(t, 0, true); s.offline, s.line.Full = true, true },
			[]string{"人太多，市端还没收下。会自动再试，别关页面"}, []string{button, show, "正在确认", "正在排队"}},
		"a_draw_stands": {func(t *testing.T, s *scene) {
			s.drop.Mode = offer.ByDraw
			s.asks(t, 0, true)
			s.line.Place = wire.Place{N: 1, Before: 99}
		}, []string{"前面约 99 位", "前面约 100 位"}, []string{button}},
		"asked_before_it_went": {func(t *testing.T, s *scene) { s.offline = true; s.asks(t, 0, false) },
			[]string{"已记下，等网络", "现在不占名额"}, []string{button, show, "正在确认"}},
		"cut": {func(t *testing.T, s *scene) { s.offline = true; s.asks(t, 0, true) },
			[]string{"网络断了，正在确认你有没有领到，别重复点"}, []string{button, show, "领到了"}},
		"one_of_two": {func(t *testing.T, s *scene) { s.has(t, 0, offer.Given) }, []string{"领到了 1 张，每人最多 2 张", show, button, "再领一张"}, nil},
		"second_is_cut": {func(t *testing.T, s *scene) { s.has(t, 0, offer.Given); s.offline = true; s.asks(t, 1, true) },
			[]string{"领到了 1 张", show, "正在确认"}, []string{button}},
		"both":             {func(t *testing.T, s *scene) { s.has(t, 0, offer.Redeemed); s.has(t, 1, offer.Given) }, []string{"领到了 2 张", "。是这一场的第 210、211 张", show}, []string{button}},
		"only_one_to_each": {func(t *testing.T, s *scene) { s.drop.PerPerson = 0; s.has(t, 0, offer.Given) }, []string{"领到了，已存在手机。是这一场的第 210 张", show}, []string{button, "每人最多"}},
		"given_back":       {func(t *testing.T, s *scene) { s.has(t, 0, offer.Back) }, []string{button}, []string{show, "领到了"}},
		"gone_heard_as": {func(_ *testing.T, s *scene) {
			s.drop.Gone = true
			s.refused = []frame.Refused{{Op: offer.Claim{Drop: "d"}, Refusal: op.Refusal{Code: offer.SoldOut, No: 4711}}}
		}, []string{"这一场领完了，共发出 5 张。市端收到的第 4711 个申请是你的"}, []string{button, show}},
		"gone_before_the_tap": {func(_ *testing.T, s *scene) { s.drop.Gone = true }, []string{"这一场领完了，共发出 5 张"}, []string{button, "申请"}},
		"gone":                {func(_ *testing.T, s *scene) { s.drop.Gone = true; s.refuses(offer.SoldOut) }, []string{"这一场领完了"}, []string{button, show}},
		"gone_and_another_comes": {func(t *testing.T, s *scene) {
			next := s.drop
			next.ID, next.At = "e", opens.Add(72*time.Hour)
			put(t, s, offer.Drops, next)
			s.drop.Gone = true
		}, []string{"下一场 4月22日 10:00", `href="/offers/e"`}, []string{button}},
		"over":                  {func(_ *testing.T, s *scene) { s.now = opens.Add(time.Hour) }, []string{"这一场已结束"}, []string{button, show}},
		"was_too_early":         {func(_ *testing.T, s *scene) { s.refuses(offer.NotOpen) }, []string{"还没开始，以市端时间为准", button}, []string{show}},
		"stands_still":          {func(_ *testing.T, s *scene) { s.drop.Paused = "系统检查" }, []string{"暂停：系统检查"}, []string{button}},
		"offer_stands_still":    {func(_ *testing.T, s *scene) { s.drop.Halt, s.drop.HaltWhy = offer.Paused, "核对名单" }, []string{"暂停：核对名单"}, []string{button}},
		"offer_is_cancelled":    {func(_ *testing.T, s *scene) { s.drop.Halt, s.drop.HaltWhy = offer.Cancelled, "台风" }, []string{"已取消：台风"}, []string{button}},
		"offer_has_ended_early": {func(_ *testing.T, s *scene) { s.drop.Halt, s.drop.HaltWhy = offer.Ended, "款项用完" }, []string{"已结束：款项用完"}, []string{button}},
		"a_draw_is_cut":         {func(t *testing.T, s *scene) { s.drop.Mode = offer.ByDraw; s.offline = true; s.asks(t, 0, true) }, []string{"正在确认"}, []string{button}},
		"a_draw_waits_to_be_sent": {func(t *testing.T, s *scene) { s.drop.Mode = offer.ByDraw; s.offline = true; s.asks(t, 0, false) },
			[]string{"截止前联网就算参加"}, []string{button, "正在确认"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			c.is(t, s)
			text := s.reads(t)
			for _, w := range c.says {
				if !strings.Contains(text, w) {
					t.Errorf("it does not say %q:\n%s", w, text)
				}
			}
			for _, w := range c.saysNone {
				if strings.Contains(text, w) {
					t.Errorf("it says %q:\n%s", w, text)
				}
			}
		})
	}
}
