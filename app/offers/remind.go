package offers

import (
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// remind offers a calendar file with an alarm five minutes before a drop: it works
// on every phone, without any push server.
func remind(p frame.Port, d offer.Drop) app.UI {
	lang := p.Looks().Lang
	return kit.Maybe(p.Device.Hand != nil && d.At.Sub(p.Now()) > alarm, func() app.UI {
		return app.Button().ID("remind").Class("zz-cta zz-cta--2").Type("button").
			Body(kit.Icon("bell"), app.Text(words.Put(lang.Say(words.RemindMe), words.Clock(d.At.Add(-alarm))))).
			OnClick(func(app.Context, app.Event) {
				p.Device.Hand("denghuo-"+string(d.ID)+".ics", "text/calendar;charset=utf-8", Calendar(lang, d, title(p, d), p.Now()))
			}, app.EventScope(d.ID, lang))
	})
}

const alarm = 5 * time.Minute

func title(p frame.Port, d offer.Drop) string {
	o, _ := offer.Offers.Get(p.View(), d.Offer)
	lang := p.Looks().Lang
	return lang.Pick(o.Title.Zh, o.Title.En) + " " + lang.Benefit(o.Benefit)
}

// Calendar is a drop as an iCalendar file (RFC 5545): a quarter of an hour, with an
// alarm five minutes before. Lines end in CR LF and are folded at 75 bytes.
func Calendar(lang words.Lang, d offer.Drop, title string, now time.Time) []byte {
	const form = "20060102T150405Z"
	lines := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Denghuo//Drops//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"BEGIN:VEVENT", "UID:" + string(d.ID) + "@denghuo", "DTSTAMP:" + now.UTC().Format(form),
		"DTSTART:" + d.At.UTC().Format(form), "DTEND:" + d.At.Add(15*time.Minute).UTC().Format(form),
		"SUMMARY:" + plain(title), "DESCRIPTION:" + plain(lang.Say(words.RemindText)),
		"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "DESCRIPTION:" + plain(title), "END:VALARM",
		"END:VEVENT", "END:VCALENDAR",
	}
	var b []byte
	for _, l := range lines {
		b = append(fold(b, l), "\r\n"...)
	}
	return b
}

// plain escapes a text as RFC 5545 wants.
func plain(s string) string {
	var b []byte
	for i := range len(s) {
		switch c := s[i]; c {
		case '\\', ';', ',':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// fold breaks a line so that no piece is longer than 75 bytes, never inside a rune.
func fold(b []byte, line string) []byte {
	room := 75
	for _, r := range line {
		n := len(string(r))
		if n > room {
			b = append(b, "\r\n "...)
			room = 74
		}
		b = append(b, string(r)...)
		room -= n
	}
	return b
}
