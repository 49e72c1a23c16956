package authority

import (
	"denghuo/shared/audit"
	"denghuo/shared/op"
)

// note writes down what was done or refused, in the same commit, if it is of the kind
// that is. What is not written down costs nothing but the question.
func (b *batch) note(tx *op.Tx, j *Job, r result, kind string) error {
	if b.a.unaudited || !audit.Wanted(r.op, j.By) {
		return nil
	}
	var refused op.Code
	if r.refusal != nil {
		refused = r.refusal.Code
	}
	return audit.Append(tx, audit.Of(r.op, kind, j.By, r.about, refused))
}
