package main

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// serve listens on every address of this machine and gives the port.
func serve(h http.Handler) (port string, err error) {
	listener, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		return "", err
	}
	go http.Serve(listener, h)
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port), nil
}

// bareEcho answers each message: with the message itself, or with as many bytes as
// "answers" said, one number for the first message of a line, one for the second.
func bareEcho() (map[string]command, error) {
	var mu sync.RWMutex
	var answers [][]byte
	upgrader := websocket.Upgrader{}
	port, err := serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		for i := 0; ; i++ {
			kind, b, err := conn.ReadMessage()
			if err != nil {
				return
			}
			mu.RLock()
			if i < len(answers) {
				b = answers[i]
			}
			mu.RUnlock()
			if err := conn.WriteMessage(kind, b); err != nil {
				return
			}
		}
	}))
	return map[string]command{
		"port": func([]string) (string, error) { return port, nil },
		"answers": func(sizes []string) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			answers = nil
			for _, size := range sizes {
				n, err := strconv.Atoi(size)
				if err != nil {
					return "", err
				}
				answers = append(answers, []byte(strings.Repeat("x", n)))
			}
			return "ok", nil
		},
	}, err
}

// bareChat tells every line what "tell" says.
func bareChat() (map[string]command, error) {
	var mu sync.RWMutex
	lines := map[chan []byte]bool{}
	upgrader := websocket.Upgrader{}
	port, err := serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		send := make(chan []byte, 256)
		mu.Lock()
		lines[send] = true
		mu.Unlock()
		go func() {
			for b := range send {
				if conn.SetWriteDeadline(time.Now().Add(10*time.Second)) != nil || conn.WriteMessage(websocket.TextMessage, b) != nil {
					return
				}
			}
		}()
		defer conn.Close()
		for {
			_, b, err := conn.ReadMessage()
			if err != nil {
				return
			}
			send <- b
		}
	}))
	return map[string]command{
		"port": func([]string) (string, error) { return port, nil },
		"tell": func(words []string) (string, error) {
			b := []byte(strings.Join(words, " "))
			mu.RLock()
			defer mu.RUnlock()
			begin := time.Now().UnixNano()
			for send := range lines {
				select {
				case send <- b:
				default: // a slow one is dropped in the example; here nobody is
				}
			}
			return strconv.FormatInt(begin, 10), nil
		},
	}, err
}
