package wire

// parsePlain: a phone reads one envelope at a time.
func parsePlain([]byte) (e Envelope, ok bool) { return e, false }

func parsePush([]byte) (p Push, ok bool) { return p, false }
