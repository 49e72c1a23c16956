// Package words is every sentence that a person reads, in zh-CN and en, and the
// forms of numbers, dates and codes. Records and codes come in, sentences go out;
// no other room writes text for people.
//
// One file a task: its sentences are constants of type T, so a missing language
// does not compile.
//
//	lang.Say(words.T{Zh: "报灯", En: "Lamps"})
package words

// Lang is a language of the app.
type Lang string

// The two languages. Zh is what an unknown one becomes.
const (
	Zh Lang = "zh-CN"
	En Lang = "en"
)

// T is one sentence in both languages.
type T struct{ Zh, En string }

// Say picks the sentence.
func (l Lang) Say(t T) string {
	if l == En {
		return t.En
	}
	return t.Zh
}

// Pick is Say for texts that came as data.
func (l Lang) Pick(zh, en string) string {
	if l == En && en != "" {
		return en
	}
	return zh
}

// Other is the language to switch to.
func (l Lang) Other() Lang {
	if l == En {
		return Zh
	}
	return En
}

// named is a sentence under its key. Where few are chosen from, a list makes a smaller
// program than a map, which is filled by code.
type named[K ~string] struct {
	key K
	T
}

// say picks the sentence of a key; an unknown one has none.
func say[K ~string](l Lang, key K, all []named[K]) string {
	for i := range all {
		if all[i].key == key {
			return l.Say(all[i].T)
		}
	}
	return ""
}
