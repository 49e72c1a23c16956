package edge

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// writer cuts answers into pieces, each with its own deadline, so that a phone that
// reads nothing is let go while one that reads slowly gets all; and notes the status.
type writer struct {
	http.ResponseWriter
	control *http.ResponseController
	status  int
}

// hurry gives the next piece its time. Also before a request without a piece: the
// deadline of the one before it on this connection would end it.
func (w *writer) hurry() { _ = w.control.SetWriteDeadline(time.Now().Add(writeWait)) } // tests' recorders have none

func (w *writer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (n int, err error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	for {
		w.hurry()
		wrote, err := w.ResponseWriter.Write(b[n:min(len(b), n+piece)])
		if n += wrote; err != nil || n >= len(b) {
			return n, err
		}
	}
}

// Hijack hands the connection to a WebSocket, whose deadlines are its own.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.status = http.StatusSwitchingProtocols
	return w.control.Hijack()
}

// Unwrap is for http.ResponseController.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
