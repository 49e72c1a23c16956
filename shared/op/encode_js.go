package op

import "encoding/json"

// encode: a phone writes one record at a time.
func encode(rec Record) (json.RawMessage, error) { return json.Marshal(rec) }
