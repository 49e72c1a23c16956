package card

import "testing"

func TestGrouped(t *testing.T) {
	for name, c := range map[string]struct{ typed, want string }{
		"nothing":     {"", ""},
		"four":        {"4101", "4101"},
		"five":        {"41011", "4101 1"},
		"pasted":      {" 4101-0219 90 0101", "4101 0219 9001 01"},
		"letter":      {"a1234567x", "A123 4567 X"},
		"wide_digits": {"４１０１０", "4101 0"},
		"again":       {"4101 0219", "4101 0219"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Grouped(c.typed); got != c.want {
				t.Errorf("%q becomes %q, want %q", c.typed, got, c.want)
			}
		})
	}
}

func TestDigits(t *testing.T) {
	if got := Digits("12 3a４5-6"); got != "123456" {
		t.Errorf("%q", got)
	}
}
