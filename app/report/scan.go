package report

import (
	"strings"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// scan is the camera on the plate of a pole.
type scan struct {
	on      bool
	stop    func()
	problem string
}

func (s *scan) off() {
	if s.stop != nil {
		s.stop()
	}
	*s = scan{problem: s.problem}
}

// scanner is left out where the browser has no reader of its own: a number is typed
// sooner than one is loaded.
func (f *form) scanner() app.UI {
	if f.port.Device.Plate == nil {
		return app.Div()
	}
	lang, name := f.lang(), words.ScanPlate
	if f.scan.on {
		name = words.ScanStop
	}
	return kit.Block(
		kit.Press("scan", "zz-btn2 zz-gap", "qrcode", lang.Say(name), false, f.toggleScan),
		app.Video().ID("plate-video").Class("zz-plate zz-gap").Attr("playsinline", "").Attr("muted", "").Hidden(!f.scan.on),
		app.Div().Role("status").Body(kit.Maybe(f.scan.problem != "", func() app.UI { return kit.Note(f.scan.problem) })),
	)
}

func (f *form) toggleScan(ctx app.Context, _ app.Event) {
	if f.scan.on {
		f.scan.off()
		return
	}
	f.scan = scan{on: true}
	ctx = f.port.Page(ctx)
	ctx.Async(func() {
		stop, err := f.port.Device.Plate("plate-video", func(text string) { ctx.Dispatch(func(app.Context) { f.read(text) }) })
		ctx.Dispatch(func(app.Context) { f.scanning(stop, err) })
	})
}

func (f *form) scanning(stop func(), err error) {
	switch {
	case err != nil:
		if _, known := op.AsRefusal(err); !known {
			app.Log("scan a plate: " + err.Error())
		}
		f.scan = scan{problem: f.lang().Say(words.ScanFailed)}
	case !f.scan.on: // not wanted any more
		stop()
	default:
		f.scan.stop = stop
	}
}

// read takes what the camera saw. The same code is seen many times a second.
func (f *form) read(text string) {
	number := plateNumber(text)
	if !f.scan.on || number == "" {
		return
	}
	f.scan.off()
	kit.Refill("pole", number)
	f.setPole(number)
}

// plateNumber is the number in what a plate says: bare, or the end of an address. It
// is empty where there is none that a report can carry.
func plateNumber(text string) string {
	text = strings.TrimSpace(text)
	if strings.Contains(text, "://") {
		text = strings.TrimRight(text, "/")
		text = text[strings.LastIndexAny(text, "/=")+1:]
	}
	if text == "" || len([]rune(text)) > lamp.MaxPole || strings.ContainsAny(text, "\n\r") {
		return ""
	}
	return text
}
