package account

import "denghuo/shared/person"

// What of accounts and sessions is written into the audit log, whoever does it, and
// in whose name when the city runs it for somebody. A wrong password is nobody's: it
// is about the account. Meet and Use come with every phone and every day.

// Audited is always.
func (Add) Audited() bool { return true }

// Audited is always.
func (Change) Audited() bool { return true }

// Audited is always.
func (Begin) Audited() bool { return true }

// DoneBy is who signed in.
func (b Begin) DoneBy() person.ID { return b.Who }

// Audited is always.
func (End) Audited() bool { return true }

// DoneBy is whose sessions end, when the city was asked without a name.
func (e End) DoneBy() person.ID { return e.Who }

// Audited is always.
func (Password) Audited() bool { return true }

// DoneBy is whose password it is.
func (p Password) DoneBy() person.ID { return p.Who }

// Audited is always.
func (KeepPasskey) Audited() bool { return true }

// DoneBy is whose passkey it is.
func (k KeepPasskey) DoneBy() person.ID { return k.Who }

// Audited is always.
func (DropPasskey) Audited() bool { return true }

// Audited is always.
func (Wrong) Audited() bool { return true }

// Audited is never.
func (Meet) Audited() bool { return false }

// Audited is never.
func (Use) Audited() bool { return false }
