package frame

import (
	"denghuo/app/kit"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Upload is a form that brings a file in: a file to choose, a button, and what went
// wrong. Its first fields say what it is; they do not change.
type Upload struct {
	Port         *Port
	ID, Accept   string
	Pick, Picked words.T // with the file's name
	Now, Doing   words.T
	Button       string // its ID
	Changed      func() // another file was chosen: what is known of the one before goes
	Bring        func(file []byte) error
	Done         func()

	try  Try
	file app.Value // nil before one is chosen
	name string
}

// UI is the form below what is said about it. wrong stands in place of what the city
// said no to, if it is not nil.
func (u *Upload) UI(wrong app.UI, said ...app.UI) app.UI {
	p := u.Port
	lang := p.Looks().Lang
	picked := lang.Say(u.Pick)
	if u.name != "" {
		picked = words.Put(lang.Say(u.Picked), u.name)
	}
	if wrong == nil {
		wrong = u.try.Problem(lang)
	}
	return kit.Card("", nil, app.Form().OnSubmit(u.submit).Body(append(said,
		app.Label().Class("zz-btn2 zz-wide zz-gap zz-file").Body(kit.Icon("upload"), app.Text(picked),
			app.Input().ID(u.ID).Class("zz-sr").Type("file").Accept(u.Accept).OnChange(u.choose)),
		wrong,
		u.try.Button(p, u.Button, "check", u.Now, u.Doing).Class("weui-btn weui-btn_primary zz-go zz-gap").
			Disabled(u.file == nil || p.Door == nil || u.try.Shut()))...))
}

func (u *Upload) choose(ctx app.Context, _ app.Event) {
	if file := ctx.JSSrc().Get("files").Index(0); file.Truthy() {
		u.file, u.name = file, file.Get("name").String()
		u.try.Clear()
		u.Changed()
	}
}

func (u *Upload) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d, file := u.Port.Door, u.file
	if d == nil || file == nil {
		return
	}
	u.Changed()
	u.try.Go(u.Port.Page(ctx), func() error {
		b, err := d.Read(file)
		if err == nil {
			err = u.Bring(b)
		}
		return err
	}, u.Done)
}
