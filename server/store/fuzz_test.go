package store

import (
	"bytes"
	"testing"

	"denghuo/shared/op"
)

// FuzzIndexKey: an index entry that can be read is one that would be written.
func FuzzIndexKey(f *testing.F) {
	prefix := indexPrefix("p/x")
	f.Add(indexKey("p/x", 7, op.Key{Table: "report", ID: "r1"})[len(prefix):])
	f.Add([]byte("1234567/"))
	f.Add([]byte("12345678nothing"))
	f.Fuzz(func(t *testing.T, rest []byte) {
		seq, k, err := parseIndex(rest)
		if err != nil {
			return
		}
		if again := indexKey("p/x", seq, k)[len(prefix):]; !bytes.Equal(again, rest) {
			t.Fatalf("%q is read as %d %s, which is written %q", rest, seq, k, again)
		}
	})
}
