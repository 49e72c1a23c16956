package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// How many reports are sent one after another, by how many phones in turn (one
// alone would meet the limit of frames a second), and how many phones listen to
// the public part of them.
const (
	reporters = 25
	oneToOne  = 500
	listeners = 1000
	oneToMany = 20
)

// patience is when a report counts as lost, which fails the run.
const patience = 20 * time.Second

// lines measures the way of a report over real sockets and the true program: from
// the moment it is sent until the clerk's line has it, durable by then; and until
// the last of a thousand phones has its public part.
func lines() error {
	c, err := startCity("bin/denghuo")
	if err != nil {
		return err
	}
	defer c.stop()
	clerk, err := c.signIn("clerk")
	if err != nil {
		return err
	}
	residents, err := c.residents(reporters)
	if err != nil {
		return err
	}
	took, err := across(residents, []*client{clerk}, lamp.Reports.Name, oneToOne)
	if err != nil {
		return err
	}
	fmt.Println("a report from one socket to another, durable on disk in between:")
	printTimes("to the clerk", took)
	crowd, err := c.residents(listeners)
	if err != nil {
		return err
	}
	if took, err = across(residents, crowd, lamp.Spots.Name, oneToMany); err != nil {
		return err
	}
	printTimes(fmt.Sprintf("to the last of %d phones", listeners), took)
	return nil
}

func printTimes(name string, took []time.Duration) {
	slices.Sort(took)
	ms := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	fmt.Printf("  %-28s p50 %7.2f ms  p99 %7.2f ms  (%d reports)\n", name, ms(0.5), ms(0.99), len(took))
}

// across sends reports one after another, by each sender in turn, each when all
// have the one before.
func across(from []*client, to []*client, table string, n int) ([]time.Duration, error) {
	took := make([]time.Duration, n)
	heard := make(chan error, len(to))
	for i := range n {
		sender := from[i%len(from)]
		report := sender.report()
		row := []byte(`{"t":"` + table + `","i":"` + string(report.Spot) + `"}`)
		for _, c := range to {
			go func() { heard <- c.until(row) }()
		}
		begin := time.Now()
		if err := sender.push(report); err != nil {
			return nil, err
		}
		for range to {
			if err := <-heard; err != nil {
				return nil, err
			}
		}
		took[i] = time.Since(begin)
	}
	return took, nil
}

// server is the true program on a folder of its own.
type server struct {
	cmd  *exec.Cmd
	addr string // host:port
	data string
}

func startCity(bin string) (*server, error) {
	data, err := os.MkdirTemp("", "denghuo-bench-city-")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	cmd := exec.Command(bin, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", data)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the city (run make build): %w", err), os.RemoveAll(data))
	}
	s := &server{cmd: cmd, data: data}
	for in := bufio.NewScanner(out); in.Scan(); {
		if _, addr, ok := strings.Cut(in.Text(), "listening on http://"); ok {
			s.addr = addr
			return s, nil
		}
	}
	s.stop()
	return nil, errors.New("the city did not say where it listens")
}

// stop ends the program that we started, and forgets its folder.
func (s *server) stop() {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err == nil {
		err = s.cmd.Wait()
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench: the city ended:", err)
		}
	}
	if err := os.RemoveAll(s.data); err != nil {
		fmt.Fprintln(os.Stderr, "bench: forget the folder:", err)
	}
}

// client is a phone without a screen.
type client struct {
	conn *websocket.Conn
	name op.ClientID
	id   person.ID
	n    uint64
	prev op.Hash
}

func (s *server) signIn(name string) (*client, error) {
	body := wire.Encode(map[string]string{"name": name, "password": "denghuo-2024"})
	resp, err := http.Post("http://"+s.addr+"/session", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	defer resp.Body.Close()
	var in struct {
		ID person.ID `json:"id"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&in); err != nil || len(resp.Cookies()) != 1 {
		return nil, fmt.Errorf("sign in: %s: %w", resp.Status, err)
	}
	return s.dial("", resp.Cookies()[0], in.ID)
}

func (s *server) resident() (*client, error) {
	raw := make([]byte, 32)
	rand.Read(raw) // never fails since Go 1.24
	secret := base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte("denghuo device\n" + secret))
	return s.dial("d."+secret, nil, person.ID("d-"+hex.EncodeToString(sum[:10])))
}

func (s *server) residents(n int) ([]*client, error) {
	all := make([]*client, n)
	for i := range all {
		c, err := s.resident()
		if err != nil {
			return nil, err
		}
		all[i] = c
	}
	return all, nil
}

func (s *server) dial(token string, session *http.Cookie, id person.ID) (*client, error) {
	header := http.Header{}
	if session != nil {
		header.Set("Cookie", session.Name+"="+session.Value)
	}
	conn, _, err := websocket.DefaultDialer.DialContext(context.Background(), "ws://"+s.addr+"/sync", header)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	c := &client{conn: conn, name: op.ClientID(strings.ToLower(rand.Text())), id: id}
	hello := wire.Up{Hello: &wire.Hello{Version: wire.Version, Client: c.name, Token: token}}
	if err := conn.WriteMessage(websocket.TextMessage, wire.Encode(hello)); err != nil {
		return nil, fmt.Errorf("say hello: %w", err)
	}
	for more := true; more; {
		d, err := c.recv()
		if err != nil {
			return nil, err
		}
		more = d.More
	}
	return c, nil
}

func (c *client) recv() (wire.Delta, error) {
	_, b, err := c.conn.ReadMessage()
	if err != nil {
		return wire.Delta{}, fmt.Errorf("receive: %w", err)
	}
	d, err := wire.DecodeDown(b)
	if err != nil {
		return wire.Delta{}, err
	}
	if d.Bye != nil {
		return wire.Delta{}, fmt.Errorf("the line ends: %s %s", d.Bye.Reason, d.Bye.Detail)
	}
	return *d.Delta, nil
}

// until reads frames until one has the row. It looks at bytes, so that the clients
// do not take the processor from the city.
func (c *client) until(row []byte) error {
	if err := c.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return fmt.Errorf("set deadline: %w", err)
	}
	for {
		_, b, err := c.conn.ReadMessage()
		if err != nil {
			return fmt.Errorf("receive: %w", err)
		}
		if bytes.Contains(b, row) {
			return nil
		}
	}
}

// report is the next one; report and spot share a name, as a phone makes them.
func (c *client) report() lamp.Submit {
	id := op.ID(string(c.name) + "-" + strconv.FormatUint(c.n+1, 10))
	return lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路与伊河路口"}}
}

func (c *client) push(o op.Op) error {
	now := time.Now()
	raw := wire.Encode(wire.Envelope{N: c.n + 1, Prev: c.prev, By: c.id, At: now, Kind: o.Kind().Name, Op: wire.Encode(o)})
	c.n, c.prev = c.n+1, wire.HashOf(raw)
	push := wire.Up{Push: &wire.Push{Sent: now, Envelopes: []json.RawMessage{raw}}}
	if err := c.conn.WriteMessage(websocket.TextMessage, wire.Encode(push)); err != nil {
		return fmt.Errorf("push: %w", err)
	}
	return nil
}
