package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of what stands on a card, in characters.
const (
	maxCardName  = 64
	minNumber    = 6
	maxNumber    = 32
	phoneDigits  = 11
	hiddenDigits = 4
)

// cleanName is how a name is compared: without spaces, full-width letters made
// half-width, capitals alike, and one kind of dot between the parts of a name.
func cleanName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case strings.ContainsRune("•・‧∙．.", r):
			return '·'
		}
		return unicode.ToUpper(r)
	}, norm.NFKC.String(s))
}

// validName wants letters of some script, perhaps with dots between them.
func validName(clean string) bool {
	letters := 0
	for _, r := range clean {
		switch {
		case unicode.IsLetter(r):
			letters++
		case r != '·' && r != '-' && r != '\'' && !unicode.IsMark(r):
			return false
		}
	}
	return letters > 0 && utf8.RuneCountInString(clean) <= maxCardName
}

// compound are the family names of two characters that are still common.
var compound = []string{"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫", "尉迟", "公孙",
	"慕容", "长孙", "宇文", "令狐", "申屠", "轩辕", "端木", "百里", "东郭", "西门", "公羊", "澹台", "拓跋", "万俟", "闻人", "钟离", "淳于", "太史"}

// maskName is what is kept of a name: the family name and two stars, whatever its
// length, so that the length tells nothing.
func maskName(clean string) string {
	runes := []rune(clean)
	family := runes[:min(1, len(runes))]
	if len(runes) > 2 && slices.Contains(compound, string(runes[:2])) {
		family = runes[:2]
	}
	return string(family) + "**"
}

// cleanNumber is a card's number without the spaces and hyphens that it is printed
// with; empty when it is none.
func cleanNumber(s string) string {
	s = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\u3000", "").Replace(norm.NFKC.String(s)))
	if len(s) < minNumber || len(s) > maxNumber {
		return ""
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return ""
		}
	}
	return s
}

// cleanPhone is a mobile number of the mainland, eleven digits from 13 to 19; empty
// when it is none.
func cleanPhone(s string) string {
	s = strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\u3000", "").Replace(norm.NFKC.String(s))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+"), "86")
	if len(s) != phoneDigits || s[0] != '1' || s[1] < '3' {
		return ""
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return ""
		}
	}
	return s
}

// maskPhone is 138****5678.
func maskPhone(phone string) string {
	if len(phone) != phoneDigits {
		return ""
	}
	return phone[:3] + strings.Repeat("*", hiddenDigits) + phone[3+hiddenDigits:]
}
