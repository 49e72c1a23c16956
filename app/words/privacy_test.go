package words

import (
	"testing"

	"denghuo/shared/privacy"
)

// TestEveryLineOfPrivacyHasWords: a line that the page cannot explain is a promise
// that nobody can read.
func TestEveryLineOfPrivacyHasWords(t *testing.T) {
	for _, lang := range []Lang{Zh, En} {
		for _, k := range privacy.Table() {
			said := []string{lang.KeptBasis(k.Why), lang.KeptTerm(k.Term), lang.KeptFate(k.Fate)}
			for _, r := range k.Who {
				said = append(said, lang.KeptReader(r))
			}
			for _, s := range said {
				if s == "" {
					t.Errorf("%s in %s: %q", k.Name, lang, said)
				}
			}
			if name := lang.KeptName(k); name == k.Name || name == "" {
				t.Errorf("%s has no words in %s", k.Name, lang)
			}
		}
	}
	for name := range kept {
		if _, ok := privacy.Of(name); !ok {
			t.Errorf("words for %s, which is not in the table", name)
		}
	}
}
