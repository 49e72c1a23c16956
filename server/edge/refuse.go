package edge

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"denghuo/server/limit"
)

// answer is every refusal of the edge: a code, for which the phone has the words.
type answer struct {
	Code  string `json:"code"`
	Field string `json:"field,omitempty"`
	Wait  int    `json:"wait,omitempty"` // seconds
}

// Refuse answers {"code"} with a status. A phone that has gone needs no answer.
func Refuse(w http.ResponseWriter, status int, code string) { say(w, status, answer{Code: code}) }

// TooOften answers 429 {"code","wait"}, and Retry-After for whoever reads no body.
func TooOften(w http.ResponseWriter, code string, wait time.Duration) {
	seconds := limit.Seconds(wait)
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	say(w, http.StatusTooManyRequests, answer{Code: code, Wait: seconds})
}

func say(w http.ResponseWriter, status int, a answer) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(a) // the phone may have gone
}
