package browser

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"
)

// numbers counts the report numbers that the page names.
func (p *phone) numbers() int {
	p.t.Helper()
	return int(p.number(`new Set([...document.body.innerText.matchAll(/ZZ-\d+/g)].map(String)).size`))
}

// shows waits until a page of the city, as anybody may print it, has the words.
func (c *city) shows(path, words string) {
	c.t.Helper()
	deadline := time.Now().Add(wait)
	for {
		resp, err := http.Get("http://" + c.addr + path)
		if err != nil {
			c.t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil && strings.Contains(string(body), words) {
			return
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("%s does not say %s", path, words)
		}
		<-time.After(25 * time.Millisecond)
	}
}

// aside opens an empty page, which stands for a browser that has no page of ours.
func (p *phone) aside() *phone {
	p.t.Helper()
	q := *p
	q.page, q.close = chromedp.NewContext(p.browser)
	p.must(chromedp.Do(q.page), "open an empty page")
	return &q
}

// sync wakes the worker as Background Sync does, by DevTools.
func (p *phone) sync() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	found := make(chan serviceworker.RegistrationID, 16)
	p.must(chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*serviceworker.EventWorkerRegistrationUpdated); ok {
			for _, r := range e.Registrations {
				if strings.Contains(r.ScopeURL, p.plug.addr()) && !r.IsDeleted {
					select {
					case found <- r.RegistrationID:
					default:
					}
				}
			}
		}
	}), "listen to workers")
	_, err := chromedp.Call(ctx, serviceworker.Enable, cdp.Empty{})
	p.must(err, "look at workers")
	select {
	case id := <-found:
		_, err := chromedp.Call(ctx, serviceworker.DispatchSyncEvent, serviceworker.DispatchSyncEventParams{
			Origin: "http://" + p.plug.addr(), RegistrationID: id, Tag: "denghuo-outbox"})
		p.must(err, "wake the worker")
		_, err = chromedp.Call(ctx, serviceworker.Disable, cdp.Empty{})
		p.must(err, "look away from workers")
	case <-ctx.Done():
		p.t.Fatal("no worker is registered")
	}
}

// A report is made offline and the page closed. The line comes back, the browser
// wakes the worker: the city has it, and the page that is opened later finds its
// number. It sends the same once more, beside its Hello; that changes nothing.
func TestWorkerSendsForAClosedPage(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "resident")
	p.open("/report")
	p.alive()
	settled(p)
	p.offline()
	reportAs(p, "页面关了以后")
	p.reads("已存在这部手机")
	t.Run("worker_sends_closed_page", func(t *testing.T) {
		before := *p
		p.devtools(false) // the wire stays out: only the browser's belief changes
		nobody := p.aside()
		before.closePage()
		p.plug.push()
		nobody.sync()
		c.shows("/spots", "灯不亮")
	})
	p.offNow = false
	p.newPage()
	p.open("/me")
	p.alive()
	p.reads("ZZ-0001")
	p.readsNot("待发送 1")
	if n := p.numbers(); n != 1 {
		t.Errorf("%d numbers for one report", n)
	}
}

// The worker and the page send the same at once: the city has it once.
func TestWorkerAndPageRace(t *testing.T) {
	t.Run("worker_and_page_race", func(t *testing.T) {
		c := startCity(t)
		p := newPhone(t, c, "resident")
		p.open("/report")
		p.alive()
		settled(p)
		p.offline()
		for i := range 3 {
			if i > 0 {
				p.tapText("再报一盏")
			}
			reportAs(p, "赛跑 "+strconv.Itoa(i))
			p.reads("已存在这部手机")
		}
		nobody := p.aside()
		p.online()
		nobody.sync()
		p.reads("ZZ-0003")
		nobody.sync()
		p.open("/me")
		p.alive()
		p.reads("没有待发送")
		p.reads("ZZ-0003")
		if n := p.numbers(); n != 3 {
			t.Errorf("%d numbers for three reports", n)
		}
	})
}
