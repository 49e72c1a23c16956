package main

import (
	"bytes"
	"context"
	random "crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"denghuo/app/photo"
	shared "denghuo/shared/photo"
)

// mostTries is when a photo that is sent whole again and again counts as never there.
const mostTries = 60

// photoLines measures what a photo of 300 KB costs on a line that breaks: the bytes
// that the phone sends, HTTP and all, in pieces that go on (the phone's own lane),
// and whole again from the beginning.
func photoLines() error {
	c, err := startCity("bin/denghuo")
	if err != nil {
		return err
	}
	defer c.stop()
	fmt.Println("a photo over a line that breaks, bytes sent by the phone against its size:")
	for i, w := range []struct {
		name string
		next func() int // how many bytes a connection carries
	}{
		{"never cut", func() int { return 1 << 30 }},
		{"cut every 50 KB", func() int { return 50 << 10 }},
		{"cut at random, mean 150 KB", meanOf(150 << 10)},
	} {
		body, err := grainy(uint64(i))
		if err != nil {
			return err
		}
		pieces, err := c.sendPhoto(w.next, func(to string) error { return inPieces(to, body) })
		if err != nil {
			return fmt.Errorf("%s, in pieces: %w", w.name, err)
		}
		other, err := grainy(uint64(i) + 100)
		if err != nil {
			return err
		}
		whole, err := c.sendPhoto(w.next, func(to string) error { return inWhole(to, other) })
		told := fmt.Sprintf("whole %8d (%.2f), %.1f times the pieces", whole, float64(whole)/float64(len(other)), float64(whole)/float64(pieces))
		if errors.Is(err, errNever) {
			told = fmt.Sprintf("whole: not there after %d tries and %d bytes", mostTries, whole)
		} else if err != nil {
			return fmt.Errorf("%s, whole: %w", w.name, err)
		}
		fmt.Printf("  %-28s pieces %8d (%.2f)  %s\n", w.name, pieces, float64(pieces)/float64(len(body)), told)
	}
	return nil
}

func meanOf(n float64) func() int {
	chance := rand.New(rand.NewPCG(1, 2))
	return func() int { return 1 + int(chance.ExpFloat64()*n) }
}

// grainy is a picture of about 300 KB that no other run has.
func grainy(seed uint64) ([]byte, error) {
	img := image.NewGray(image.Rect(0, 0, 704, 528))
	chance := rand.New(rand.NewPCG(seed, 3))
	for i := range img.Pix {
		img.Pix[i] = uint8(chance.UintN(256))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 91}); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return b.Bytes(), nil
}

// sendPhoto counts what goes over a breaking line while a photo is sent.
func (s *server) sendPhoto(next func() int, send func(address string) error) (sent int64, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("listen: %w", err)
	}
	w := &breaking{to: s.addr, next: next}
	var running sync.WaitGroup
	running.Go(func() { w.serve(ln, &running) })
	err = send("http://" + ln.Addr().String())
	http.DefaultClient.CloseIdleConnections()
	err = errors.Join(err, ln.Close())
	running.Wait()
	return w.sent.Load(), err
}

// breaking is a line that carries so many bytes up and then dies.
type breaking struct {
	to   string
	next func() int
	sent atomic.Int64
}

func (w *breaking) serve(ln net.Listener, running *sync.WaitGroup) {
	for {
		in, err := ln.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", w.to)
		if err != nil {
			in.Close()
			continue
		}
		left := int64(w.next()) // here, so that the order of chances is that of the connections
		running.Go(func() {
			n, _ := io.CopyN(out, in, left) // ends by the phone, by the city, or because it is spent
			w.sent.Add(n)
			in.Close()
			out.Close()
		})
		running.Go(func() {
			_, _ = io.Copy(in, out) // until the other way ends it
			in.Close()
		})
	}
}

var errNever = errors.New("it never came through")

func inWhole(to string, body []byte) error {
	token := newToken()
	for range mostTries {
		status, _, err := ask(context.Background(), "PUT", to+"/photo/"+string(shared.Name(body)), token, "", body)
		if err != nil {
			continue // the line broke
		}
		if status != http.StatusCreated {
			return fmt.Errorf("the city answers %d", status)
		}
		return nil
	}
	return errNever
}

// inPieces is what a phone does, with its own lane.
func inPieces(to string, body []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	yes := func() bool { return true }
	var lane *photo.Lane
	lane, err := photo.Open(photo.Config{Shelf: photo.NewMemory(), City: carrier{to, newToken()}, Online: yes,
		OpsWait: func() bool { return false }, Arrived: func(shared.Hash) bool { return false }, Now: time.Now, Chance: func() float64 { return 0 },
		Changed: func() {
			if q := lane.Queue(); len(q) == 1 && q[0].Sent == q[0].Bytes {
				cancel()
			}
		}})
	if err != nil {
		return err
	}
	h, err := lane.Keep(body)
	if err == nil {
		err = lane.Want([]byte(h))
	}
	if err != nil {
		return err
	}
	lane.Run(ctx)
	if q := lane.Queue(); q[0].Sent != q[0].Bytes || q[0].Refused != "" {
		return fmt.Errorf("it ends with %+v", q[0])
	}
	return nil
}

// carrier is browser.Carrier for a client without a browser.
type carrier struct{ to, token string }

func (c carrier) Has(ctx context.Context, h shared.Hash) (photo.There, error) {
	status, header, err := ask(ctx, "HEAD", c.to+"/photo/"+string(h), c.token, "", nil)
	return there(status, header, err)
}

func (c carrier) Piece(ctx context.Context, h shared.Hash, from, total int, b []byte) (photo.There, error) {
	span := fmt.Sprintf("bytes %d-%d/%d", from, from+len(b)-1, total)
	status, header, err := ask(ctx, "PATCH", c.to+"/photo/"+string(h), c.token, span, b)
	return there(status, header, err)
}

func there(status int, header http.Header, err error) (photo.There, error) {
	if err != nil {
		return photo.There{}, err
	}
	have, _ := strconv.Atoi(header.Get("Upload-Offset")) // not said: nothing
	switch status {
	case http.StatusOK, http.StatusNoContent, http.StatusConflict:
		return photo.There{Bytes: have, Whole: header.Get("Upload-Complete") == "?1"}, nil
	case http.StatusCreated:
		return photo.There{Whole: true}, nil
	}
	return photo.There{}, fmt.Errorf("the city answers %d", status)
}

func ask(ctx context.Context, method, url, token, span string, body []byte) (status int, header http.Header, err error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("ask: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if span != "" {
		r.Header.Set("Content-Range", span)
	}
	r.GetBody = nil // a client that sends again by itself would hide what is measured
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, fmt.Errorf("ask: %w", err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return 0, nil, fmt.Errorf("hear: %w", err)
	}
	return resp.StatusCode, resp.Header, nil
}

// newToken is that of a phone which nobody has seen.
func newToken() string {
	secret := make([]byte, 32)
	random.Read(secret) // never fails since Go 1.24
	return "d." + base64.RawURLEncoding.EncodeToString(secret)
}
