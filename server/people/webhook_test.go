package people

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

var secret16 = []byte("0123456789abcdef")

// gateway is an SMS gateway behind a real listener. It checks the signature as the
// doc comment of Webhook says, with code of its own.
type gateway struct {
	t      *testing.T
	server *httptest.Server
	answer []int // statuses, in order; the last one stays
	bodies []string
	waits  []time.Duration
}

func newGateway(t *testing.T, answer ...int) *gateway {
	g := &gateway{t: t, answer: answer}
	g.server = httptest.NewServer(http.HandlerFunc(g.take))
	t.Cleanup(g.server.Close)
	return g
}

func (g *gateway) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		g.t.Error(err)
	}
	at := r.Header.Get("X-Denghuo-Time")
	mac := hmac.New(sha256.New, secret16)
	mac.Write(append([]byte(at+"\n"), body...))
	if got, want := r.Header.Get("X-Denghuo-Signature"), "sha256="+hex.EncodeToString(mac.Sum(nil)); !hmac.Equal([]byte(got), []byte(want)) {
		g.t.Errorf("signature %q, want %q", got, want)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if sent, err := strconv.ParseInt(at, 10, 64); err != nil || time.Since(time.Unix(sent, 0)).Abs() > 5*time.Minute {
		g.t.Errorf("time %q", at)
	}
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Idempotency-Key") != "m1" {
		g.t.Errorf("%s %v", r.Method, r.Header)
	}
	g.bodies = append(g.bodies, string(body))
	status := g.answer[min(len(g.bodies), len(g.answer))-1]
	if status == http.StatusTemporaryRedirect {
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(status)
}

// hook is a webhook to the gateway that notes its waits instead of waiting.
func (g *gateway) hook() *Webhook {
	h, err := NewWebhook(g.server.URL, secret16, time.Now)
	if err != nil {
		g.t.Fatal(err)
	}
	h.wait = func(_ context.Context, d time.Duration) error { g.waits = append(g.waits, d); return nil }
	return h
}

var message = Message{ID: "m1", Phone: "13812345678", Code: "042617", Minutes: 10, Zh: "验证码042617", En: "Your code is 042617"}

func TestWebhookSignsWhatItSends(t *testing.T) {
	g := newGateway(t, http.StatusNoContent)
	if err := g.hook().Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	var got webhookBody
	if err := json.Unmarshal([]byte(g.bodies[0]), &got); err != nil {
		t.Fatal(err)
	}
	if got.Phone != message.Phone || got.Code != message.Code || got.Minutes != 10 || got.Kind != "card_code" || got.Text.Zh != message.Zh {
		t.Errorf("%+v", got)
	}
}

func TestWebhookTriesAgainWhereThatHelps(t *testing.T) {
	for name, c := range map[string]struct {
		answer []int
		tries  int
		ok     bool
	}{
		"at_once":      {[]int{200}, 1, true},
		"busy_then_ok": {[]int{429, 503, 202}, 3, true},
		"always_down":  {[]int{500}, 3, false},
		"refused":      {[]int{400}, 1, false},
		"redirected":   {[]int{307}, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, c.answer...)
			err := g.hook().Send(t.Context(), message)
			if (err == nil) != c.ok || len(g.bodies) != c.tries {
				t.Errorf("%d tries, %v", len(g.bodies), err)
			}
			for i, w := range g.waits {
				if w != webhookWait<<i {
					t.Errorf("wait %d is %s", i, w)
				}
			}
		})
	}
}

func TestWebhookThatNobodyAnswers(t *testing.T) {
	g := newGateway(t, 200)
	h := g.hook()
	g.server.Close()
	if err := h.Send(t.Context(), message); err == nil || len(g.waits) != webhookTries-1 {
		t.Errorf("%v after %d waits", err, len(g.waits))
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	h.wait = pause
	if err := h.Send(ctx, message); err == nil {
		t.Error("it was sent after its end")
	}
}

func TestWebhookAddressAndSecret(t *testing.T) {
	for name, c := range map[string]struct {
		address string
		secret  string
		ok      bool
	}{
		"https":        {"https://sms.example.cn/send", "0123456789abcdef", true},
		"this_machine": {"http://127.0.0.1:9000/", "0123456789abcdef", true},
		"plain_http":   {"http://sms.example.cn/send", "0123456789abcdef", false},
		"no_address":   {"sms", "0123456789abcdef", false},
		"ftp":          {"ftp://sms.example.cn/", "0123456789abcdef", false},
		"short_secret": {"https://sms.example.cn/send", "short", false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewWebhook(c.address, []byte(c.secret), time.Now); (err == nil) != c.ok {
				t.Error(err)
			}
		})
	}
}

func TestLogSenderSaysThatItIsARehearsal(t *testing.T) {
	var out bytes.Buffer
	if err := NewLogSender(&out).Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, "演练") || !strings.Contains(s, message.Code) || strings.Contains(s, message.Phone) {
		t.Error(s)
	}
}
