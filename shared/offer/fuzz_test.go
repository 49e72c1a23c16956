package offer_test

import (
	"testing"

	"denghuo/shared/offer"
)

// FuzzValidCode: what is typed at a till is compared in its normal form, and a code
// that is taken has its twelve characters and a check that no other last one fits.
func FuzzValidCode(f *testing.F) {
	f.Add(offer.CodeOf([]byte("seal")))
	f.Add("oilo 0000-0000")
	f.Add("ZZZZZZZZZZZZ")
	f.Add("\xff\xfe灯火")
	f.Fuzz(func(t *testing.T, typed string) {
		normal := offer.Normal(typed)
		if again := offer.Normal(normal); again != normal {
			t.Fatalf("%q is normal as %q and then %q", typed, normal, again)
		}
		if !offer.ValidCode(typed) {
			return
		}
		if len(normal) != 12 || !offer.ValidCode(normal) {
			t.Fatalf("%q is taken as %q", typed, normal)
		}
	})
}
