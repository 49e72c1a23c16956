package city

import "denghuo/shared/person"

// Audited is always: binding a card moves what is a person's.
func (Join) Audited() bool { return true }

// DoneBy is whose card it is.
func (j Join) DoneBy() person.ID { return j.To }

// Audited is always.
func (Forget) Audited() bool { return true }

// DoneBy is who asked for it.
func (f Forget) DoneBy() person.ID { return f.Who }
