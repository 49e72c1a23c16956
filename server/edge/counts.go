package edge

import (
	"net/http"
	"sync/atomic"
)

// Refused are the statuses that are counted each for itself: what an operator looks
// at when somebody knocks.
var Refused = [...]int{
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
	http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusMisdirectedRequest,
	http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
}

// Counts are for the operator.
type Counts struct {
	Answers  atomic.Int64 // all
	Unheard  atomic.Int64 // connections that ended without one request that could be read
	Crowded  atomic.Int64 // connections that were not taken: too many
	statuses [len(Refused)]atomic.Int64
}

func (c *Counts) answered(status int) {
	c.Answers.Add(1)
	for i, s := range Refused {
		if s == status {
			c.statuses[i].Add(1)
		}
	}
}

// Status is how many answers had one of the Refused.
func (c *Counts) Status(status int) (n int64) {
	for i, s := range Refused {
		if s == status {
			n = c.statuses[i].Load()
		}
	}
	return n
}
