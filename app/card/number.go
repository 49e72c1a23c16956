package card

import "strings"

// Grouped writes a number as it stands on a card: groups of four.
func Grouped(typed string) string {
	bare := Bare(typed)
	var b strings.Builder
	for i, c := range []byte(bare) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// Bare is a number as the register has it: digits and capital letters.
func Bare(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= '０' && r <= '９': // a Chinese keyboard's wide digits
			return r - '０' + '0'
		}
		return -1
	}, typed)
}

// Digits keeps only those, as a code has them.
func Digits(typed string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, Bare(typed))
}
