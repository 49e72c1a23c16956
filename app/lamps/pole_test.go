package lamps

import (
	"errors"
	"testing"

	"denghuo/app/door"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// TestPoleInWords: what is found, by the names of the administrator's districts; what is
// not; and an answer to a number that is typed no more says nothing.
func TestPoleInWords(t *testing.T) {
	for name, tt := range map[string]struct {
		at   door.Pole
		err  error
		no   string
		zh   string
		then bool
	}{
		"road and district": {door.Pole{Pole: "ZY-12", Road: "桐柏路", District: "zhongyuan"}, nil, "zy-12", "查到：中原区 桐柏路 ZY-12 号杆", true},
		"by its name":       {door.Pole{Pole: "ZY-12", District: "中原区"}, nil, "zy-12", "查到：中原区 ZY-12 号杆", true},
		"another city":      {door.Pole{Pole: "ZY-12", District: "许昌"}, nil, "zy-12", "查到：许昌 ZY-12 号杆", true},
		"a number alone":    {door.Pole{Pole: "ZY-12"}, nil, "zy-12", "查到：ZY-12 号杆", true},
		"unknown":           {door.Pole{}, op.Refuse(op.NotFound, "pole"), "zy-12", "清册里没有这个编号，照样可以报", false},
		"no network":        {door.Pole{}, op.Refuse(door.NoLine, ""), "zy-12", "现在查不了。编号会一起送出，位置由工作人员来查", false},
		"a broken answer":   {door.Pole{}, errors.New("no JSON"), "zy-12", "现在查不了。编号会一起送出，位置由工作人员来查", false},
		"typed on":          {door.Pole{Pole: "ZY-1"}, nil, "zy-1", "", false},
	} {
		l, then := Pole{no: "zy-12"}, false
		l.answer(tt.no, tt.at, tt.err, func(door.Pole) { then = true })
		if got := l.Say(words.Zh, lamp.Shipped(), words.PoleNotKnown, words.PoleLater); got != tt.zh || then != tt.then {
			t.Errorf("%s: %q and %v, want %q and %v", name, got, then, tt.zh, tt.then)
		}
	}
}
