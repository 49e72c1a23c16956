//go:build !js

package offer

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strconv"
	"time"

	"denghuo/shared/op"
)

// At 10:00 thousands of claims each read the drop and the stock, and write the stock
// and a coupon. So these are kept as they are while a batch is decided (op.Kept), and
// written by hand, byte for byte as json.Marshal does (op.Appender; rush_test.go), and
// the claims are read by hand.

// Late: a drop is written rarely.
func (d Drop) Late(op.Record) bool { return false }

// Late: the stock is written with each claim. Its times are the city's own.
func (s Stock) Late(rec op.Record) bool {
	_, own := rec.(Stock) // a Board has one in it
	return own && op.PlainTime(s.SealedAt) && op.PlainTime(s.LookedAt)
}

// AppendJSON appends the stock.
func (s Stock) AppendJSON(rec op.Record, b []byte) ([]byte, bool) {
	_, own := rec.(Stock) // a Board has one in it
	b, good := op.AppendText(b, `{"drop":`, s.Drop)
	b = strconv.AppendInt(append(b, `,"total":`...), int64(s.Total), 10)
	b = strconv.AppendInt(append(b, `,"left":`...), int64(s.Left), 10)
	b = op.AppendInt(b, `,"heard":`, s.Heard)
	b = op.AppendInt(b, `,"given":`, s.Given)
	b = op.AppendInt(b, `,"sealed":`, s.Sealed)
	b = timeIfAny(b, `,"sealed_at":`, s.SealedAt, &good)
	b = appendRefused(b, s.Refused, &good)
	b = op.AppendInt(b, `,"redeemed":`, s.Redeemed)
	b = op.AppendInt(b, `,"saved":`, s.Saved)
	b = op.AppendInt(b, `,"conflicts":`, s.Conflicts)
	b = op.AppendInt(b, `,"void":`, s.Void)
	b = op.AppendInt(b, `,"back":`, s.Back)
	b = op.AppendInt(b, `,"entries":`, s.Entries)
	b = textIfAny(b, `,"head":`, s.Head, &good)
	b = op.AppendInt(b, `,"expired":`, s.Expired)
	b = op.AppendInt(b, `,"carried":`, s.Carried)
	b = textIfAny(b, `,"looked":`, s.Looked, &good)
	b = timeIfAny(b, `,"looked_at":`, s.LookedAt, &good)
	return append(b, '}'), own && good
}

// PlainClaim reads a claim of the very form that json.Marshal gives to nearly all. False
// for any other, whether it is good or not.
func PlainClaim(raw []byte) (c Claim, ok bool) {
	rest, ok := bytes.CutPrefix(raw, []byte(`{"drop":"`))
	if !ok {
		return c, false
	}
	drop, ok := bytes.CutSuffix(rest, []byte(`"}`))
	c.Drop = op.ID(drop)
	return c, ok && op.ValidID(c.Drop)
}

func appendRefused(b []byte, refused map[op.Code]int, good *bool) []byte {
	if len(refused) == 0 {
		return b
	}
	codes := make([]op.Code, 0, len(refused))
	for code := range refused {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	b = append(b, `,"refused":{`...)
	for i, code := range codes {
		if i > 0 {
			b = append(b, ',')
		}
		b = textIfAny(b, "", code, good)
		if code == "" {
			b = append(b, `""`...)
		}
		b = strconv.AppendInt(append(b, ':'), int64(refused[code]), 10)
	}
	return append(b, '}')
}

// AppendJSON appends the coupon.
func (c Coupon) AppendJSON(rec op.Record, b []byte) ([]byte, bool) {
	_, own := rec.(Coupon)
	b, ok1 := op.AppendText(b, `{"id":`, c.ID)
	b, ok2 := op.AppendText(b, `,"drop":`, c.Drop)
	b, ok3 := op.AppendText(b, `,"offer":`, c.Offer)
	b, ok4 := op.AppendText(b, `,"holder":`, c.Holder)
	b, ok5 := op.AppendText(b, `,"serial":`, c.Serial)
	good := own && ok1 && ok2 && ok3 && ok4 && ok5
	b = textIfAny(b, `,"code":`, c.Code, &good)
	b, ok6 := op.AppendTime(b, `,"at":`, c.At)
	b = timeIfAny(b, `,"valid":`, c.Valid, &good)
	b = bytesIfAny(b, `,"public":`, c.Public)
	b = bytesIfAny(b, `,"secret":`, c.Secret)
	b = textIfAny(b, `,"key":`, c.Key, &good)
	b = bytesIfAny(b, `,"seal":`, c.Seal)
	b = textIfAny(b, `,"state":`, c.State, &good)
	b = timeIfAny(b, `,"ended":`, c.Ended, &good)
	b = textIfAny(b, `,"reason":`, c.Reason, &good)
	return append(b, '}'), good && ok6
}

func textIfAny[S ~string](b []byte, name string, s S, good *bool) []byte {
	if s == "" {
		return b
	}
	b, ok := op.AppendText(b, name, s)
	*good = *good && ok
	return b
}

func timeIfAny(b []byte, name string, t time.Time, good *bool) []byte {
	if t.IsZero() {
		return b
	}
	b, ok := op.AppendTime(b, name, t)
	*good = *good && ok
	return b
}

func bytesIfAny(b []byte, name string, bytes []byte) []byte {
	if len(bytes) == 0 {
		return b
	}
	return append(base64.StdEncoding.AppendEncode(append(append(b, name...), '"'), bytes), '"')
}
