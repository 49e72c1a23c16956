package gate

import (
	"encoding/json"
	"net/url"
	"testing"

	"denghuo/shared/city"
	"denghuo/shared/op"
)

// FuzzPlainForm: whatever a form holds, its fields are JSON, and no op makes anything
// but a refusal of what does not fit.
func FuzzPlainForm(f *testing.F) {
	f.Add("kind=lamp.submit&id=a&spot=b&fault=dark&place.words=w")
	f.Add("kind=lamp.submit&place=x&place.words=w&place.words=v")
	f.Add("a.b.c=1&.=2&=3")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		raw := fields(form)
		if !json.Valid(raw) {
			t.Fatalf("%q became %q", body, raw)
		}
		if _, err := city.Decode(form.Get("kind"), raw); err != nil {
			if _, ok := op.AsRefusal(err); !ok {
				t.Fatalf("%q: %v", body, err)
			}
		}
	})
}
