package people

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Webhook hands codes to any SMS gateway by one HTTP request each:
//
//	POST <address>
//	Content-Type: application/json
//	X-Denghuo-Time: 1795622400                          seconds since 1970, of this try
//	X-Denghuo-Signature: sha256=<64 hex characters>
//	Idempotency-Key: <the message's id>
//
//	{"id":"…","kind":"card_code","phone":"13812345678","code":"042617","minutes":10,
//	 "text":{"zh":"…","en":"…"}}
//
// The signature is HMAC-SHA256 with the shared secret over the time, a line feed and
// the body, byte for byte as sent. A receiver compares it in constant time, refuses a
// time more than five minutes from its own, and sends a message with the same id once.
// It fills its own registered template with code and minutes; text is for gateways
// that take whole texts.
//
// Any 2xx says that the message was taken. After 429, a 5xx or a broken connection
// it is tried again, three times in all within half a minute; any other answer is
// final. Redirects are not followed: they would carry a phone number elsewhere.
type Webhook struct {
	address string
	secret  []byte
	client  *http.Client
	now     func() time.Time
	wait    func(context.Context, time.Duration) error
}

// Limits of the webhook.
const (
	webhookTries   = 3
	webhookTimeout = 8 * time.Second
	webhookWait    = time.Second // doubled after each try
	minSecret      = 16
)

// NewWebhook posts to address, which is https, or http on this very machine, where an
// adapter may stand. The secret has 16 bytes at least.
func NewWebhook(address string, secret []byte, now func() time.Time) (*Webhook, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("address of the SMS webhook: %w", err)
	}
	if u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !thisMachine(u.Hostname())) {
		return nil, fmt.Errorf("address of the SMS webhook: %q is neither https nor on this machine", address)
	}
	if len(secret) < minSecret {
		return nil, fmt.Errorf("secret of the SMS webhook: %d bytes, at least %d are wanted", len(secret), minSecret)
	}
	return &Webhook{address: address, secret: secret, now: now, wait: pause, client: &http.Client{Timeout: webhookTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type webhookBody struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Phone   string `json:"phone"`
	Code    string `json:"code"`
	Minutes int    `json:"minutes"`
	Text    struct {
		Zh string `json:"zh"`
		En string `json:"en"`
	} `json:"text"`
}

// Send posts until the gateway has taken the message, or refuses it, or tries are
// used up.
func (h *Webhook) Send(ctx context.Context, m Message) error {
	b := webhookBody{ID: m.ID, Kind: "card_code", Phone: m.Phone, Code: m.Code, Minutes: m.Minutes}
	b.Text.Zh, b.Text.En = m.Zh, m.En
	body, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	wait := webhookWait
	for try := 1; ; try++ {
		again, err := h.post(ctx, m.ID, body)
		if err == nil || !again || try == webhookTries {
			return err
		}
		if stopped := h.wait(ctx, wait); stopped != nil {
			return errors.Join(err, stopped)
		}
		wait *= 2
	}
}

// post is one try; again says that another may help.
func (h *Webhook) post(ctx context.Context, id string, body []byte) (again bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address, bytes.NewReader(body))
	if err != nil {
		return false, fmt.Errorf("make request: %w", err)
	}
	at := strconv.FormatInt(h.now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", id)
	req.Header.Set("X-Denghuo-Time", at)
	req.Header.Set("X-Denghuo-Signature", "sha256="+sign(h.secret, at, body))
	resp, err := h.client.Do(req)
	if err != nil {
		return true, fmt.Errorf("reach the SMS gateway: %w", err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxForm)) // so that the connection can be used again
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return false, nil
	}
	again = resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500
	return again, fmt.Errorf("the SMS gateway answered %s", resp.Status)
}

// sign is the signature of a body at a time.
func sign(secret []byte, at string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(at + "\n"))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
