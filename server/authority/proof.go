package authority

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
	"strings"

	"denghuo/shared/op"
)

// Proofs let the city know its own marks again. A mark that it gave out and does not
// have any more is proof that it has lost something it had acknowledged; without a
// proof, any phone could say so and stop the city by lying. A proof is as text
//
//	<sequence before the mark's commit>.<16 bytes of an HMAC-SHA256 in hex>
//
// over the epoch, that sequence and the mark. The zero value proves nothing.
type Proofs struct{ key []byte }

// NewProofs uses the city's key, which must stay the same as long as an epoch.
func NewProofs(key []byte) Proofs { return Proofs{key} }

func (p Proofs) of(epoch string, seq uint64, m op.Mark) string {
	if p.key == nil {
		return ""
	}
	return p.prover().of(epoch, seq, m)
}

// prover proves for the one who decides: it keeps its mac, and room for what is proved.
type prover struct {
	mac  hash.Hash // nil: proves nothing
	text []byte
}

func (p Proofs) prover() *prover {
	if p.key == nil {
		return &prover{}
	}
	return &prover{mac: hmac.New(sha256.New, p.key)}
}

func (p *prover) of(epoch string, seq uint64, m op.Mark) string {
	if p.mac == nil {
		return ""
	}
	text := append(p.text[:0], "denghuo mark\n"...)
	text = append(append(text, epoch...), '\n')
	text = append(strconv.AppendUint(text, seq, 10), '\n')
	text = append(append(text, m.Client...), '\n')
	text = append(append(text, m.By...), '\n')
	text = append(strconv.AppendUint(text, m.N, 10), '\n')
	text = append(text, m.Hash...)
	p.mac.Reset()
	p.mac.Write(text) // never fails
	end := len(text)
	text = p.mac.Sum(text)
	sum := text[end : end+16]
	end = len(text)
	text = append(strconv.AppendUint(text, seq, 10), '.')
	p.text = hex.AppendEncode(text, sum)
	return string(p.text[end:])
}

// Holds reports whether the city gave out this mark in this epoch, and a sequence
// that it has certainly passed by then.
func (p Proofs) Holds(epoch string, m op.Mark) (passed uint64, ok bool) {
	number, _, _ := strings.Cut(m.Proof, ".")
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil || p.key == nil {
		return 0, false
	}
	return seq + 1, hmac.Equal([]byte(m.Proof), []byte(p.of(epoch, seq, m)))
}

// Prove gives every mark from now on a proof.
func (a *Authority) Prove(p Proofs) { a.proofs = p.prover() }
