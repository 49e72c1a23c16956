package authority

// SealWith has everything that is decided from now on sealed with another key. What
// is being decided ends with the one of before.
func (a *Authority) SealWith(seal func([]byte) []byte, key string) {
	a.lock()
	defer a.mu.Unlock()
	a.seal, a.Key = seal, key
}
