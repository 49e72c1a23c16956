//go:build js && wasm

package browser

import (
	"bytes"
	"context"
	"errors"
	"syscall/js"
	"testing"
	"time"

	"denghuo/app/photo"
	"denghuo/app/photo/shelftest"
	"denghuo/shared/op"
	"denghuo/shared/person"
	shared "denghuo/shared/photo"
)

func TestDeviceIsTheSameFromEitherPlace(t *testing.T) {
	first := Recognise()
	if len(first.Token) != 45 || len(first.Me.ID) != 22 {
		t.Fatalf("%+v", first)
	}
	if err := (pocket{}).drop(deviceKey); err != nil {
		t.Fatal(err)
	}
	if again := Recognise(); again.Token != first.Token {
		t.Error("local storage was lost, and so was the phone's person")
	}
	db, err := openDatabase("denghuo.device", "meta")
	if err != nil {
		t.Fatal(err)
	}
	if err := writeSecret(db, "broken"); err != nil {
		t.Fatal(err)
	}
	mendSecret(first.Token[2:])
	if kept, err := readSecret(db); err != nil || kept != first.Token[2:] {
		t.Errorf("not mended: %q, %v", kept, err)
	}
}

func TestDeviceName(t *testing.T) {
	who := device("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	if who.Token != "d.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" || !validSecret(who.Token[2:]) {
		t.Errorf("%+v", who)
	}
}

func TestSignInSaysWhatTheCitySays(t *testing.T) {
	_, err := Counter(func() string { return "" }).SignIn("nobody", "wrong")
	if r, ok := op.AsRefusal(err); !ok || r.Code != "sign_in_wrong" {
		t.Errorf("%v", err)
	}
}

func TestIndexedDBIsAShelf(t *testing.T) {
	run := someone()
	shelftest.Run(t, func(t *testing.T, who string) photo.Shelf {
		s, err := OpenShelf(run + person.ID("-"+who))
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// noise is a PNG File that no JPEG can make small.
func noise(t *testing.T, w, h int) js.Value {
	t.Helper()
	canvas := js.Global().Get("document").Call("createElement", "canvas")
	canvas.Set("width", w)
	canvas.Set("height", h)
	paper := canvas.Call("getContext", "2d")
	data := paper.Call("createImageData", w, h)
	js.CopyBytesToJS(js.Global().Get("Uint8Array").New(data.Get("data").Get("buffer")), grain(w*h*4))
	paper.Call("putImageData", data, 0, 0)
	done := make(chan js.Value, 1)
	f := js.FuncOf(func(_ js.Value, args []js.Value) any { done <- args[0]; return nil })
	defer f.Release()
	canvas.Call("toBlob", f)
	return js.Global().Get("File").New([]any{<-done}, "night.png")
}

func grain(n int) []byte {
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

func TestShrink(t *testing.T) {
	b, err := Shrink(noise(t, 2400, 1200))
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > wantedBytes || len(b) < 10_000 || !bytes.HasPrefix(b, []byte{0xff, 0xd8, 0xff}) {
		t.Errorf("%d bytes, beginning with % x", len(b), b[:3])
	}
	url := (&Gallery{}).URL(shared.Name(b), b)
	img := js.Global().Get("Image").New()
	img.Set("src", url)
	if _, err := await(img.Call("decode"), time.Second); err != nil {
		t.Fatal(err)
	}
	if w, h := img.Get("naturalWidth").Int(), img.Get("naturalHeight").Int(); w > longestSide || w < 2*h-2 || w > 2*h+2 {
		t.Errorf("%d by %d", w, h)
	}
}

func TestShrinkRefusesWhatIsNoPicture(t *testing.T) {
	file := js.Global().Get("File").New([]any{"words"}, "lamp.jpg", map[string]any{"type": "image/jpeg"})
	for _, v := range []js.Value{file, js.Undefined(), js.ValueOf("lamp"), js.Global().Get("Object").New()} {
		_, err := Shrink(v)
		if r, ok := op.AsRefusal(err); !ok || r.Code != NotPicture {
			t.Errorf("%v: %v", v, err)
		}
	}
}

func TestDialNowhere(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := (Dialer{}).Dial(ctx); !errors.Is(err, errClosed) {
		t.Errorf("%v", err)
	}
}

func TestSeat(t *testing.T) {
	who := someone()
	first := TakeSeat(who)
	if _, held := first.Term(); !held {
		t.Fatal("the only tab does not sit")
	}
	<-first.Bell()
	second := TakeSeat(who)
	if _, held := second.Term(); held {
		t.Fatal("two sit")
	}
	time.Sleep(noAnswer + 500*time.Millisecond) // the first answers, so nothing changes
	if _, held := second.Term(); held {
		t.Fatal("a living holder was robbed")
	}
	second.Take()
	<-second.Bell()
	<-first.Bell()
	if _, held := first.Term(); held {
		t.Error("the first was not told")
	}
	if _, held := second.Term(); !held {
		t.Error("the tap did not help")
	}
	second.putAway()
	<-second.Bell()
	<-first.Bell()
	if n, held := first.Term(); !held || n != 2 {
		t.Errorf("the seat is free, and the first does not take it: term %d", n)
	}
	second.comeBack()
	first.Yield()
	<-second.Bell()
	if n, held := second.Term(); !held || n != 2 {
		t.Errorf("term %d, %v", n, held)
	}
}

func TestSeatOfAFrozenHolder(t *testing.T) {
	who := someone()
	frozen := TakeSeat(who)
	frozen.channel.Call("close") // it hears nothing and says nothing
	second := TakeSeat(who)
	select {
	case <-second.Bell():
	case <-time.After(5 * time.Second):
	}
	if _, held := second.Term(); !held {
		t.Error("a frozen holder keeps the seat")
	}
}

func TestLooks(t *testing.T) {
	Looks{Lang: "en", Care: true, Theme: "dark"}.Keep()
	body := js.Global().Get("document").Get("body").Get("dataset")
	if ReadLooks() != (Looks{"en", true, "dark"}) || body.Get("weuiMode").String() != "care" || body.Get("weuiTheme").String() != "dark" {
		t.Error("the looks are not kept or not worn")
	}
	Looks{Lang: "zh-CN"}.Keep()
	if ReadLooks() != (Looks{Lang: "zh-CN"}) || body.Get("weuiMode").Truthy() || body.Get("weuiTheme").String() != phoneTheme() {
		t.Error("the looks do not come off")
	}
}

func TestForbiddenPropertyIsAnError(t *testing.T) {
	if _, err := property(js.Global().Get("Map").Get("prototype"), "size"); !named(err, "TypeError") {
		t.Errorf("%v", err)
	}
	if _, err := property(js.Global(), "notThere"); !named(err, "NotFoundError") {
		t.Errorf("%v", err)
	}
}

// What holds the page up waits until nobody has touched it for a while, and comes once.
func TestOnRest(t *testing.T) {
	rests := make(chan time.Time, 9)
	OnRest(func() { rests <- time.Now() })
	touch := func() { js.Global().Call("dispatchEvent", js.Global().Get("Event").New("scroll")) }
	var last time.Time
	for range 8 { // longer than a rest, and none in between
		last = time.Now()
		touch()
		time.Sleep(rest / 5)
	}
	if at := <-rests; at.Sub(last) < rest {
		t.Errorf("%v after the last touch", at.Sub(last))
	}
	time.Sleep(rest + rest/2)
	if len(rests) != 0 {
		t.Error("once more without a touch")
	}
	touch()
	<-rests
}
