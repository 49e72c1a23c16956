package main

import (
	"html"
	"io"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"denghuo/server/seed"
	"denghuo/shared/progress"
)

// Every figure that the notices print is to be found on a page, as printed; shares
// stand where they were printed; what is derived or unknown is on none.
func TestEveryPrintedFigureIsShown(t *testing.T) {
	p, err := newProgram(options{data: t.TempDir()}, io.Discard, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	if err := p.fill(); err != nil {
		t.Fatal(err)
	}
	page := func(path string) string {
		w := httptest.NewRecorder()
		p.handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 {
			t.Fatalf("%s: %d", path, w.Code)
		}
		return html.UnescapeString(w.Body.String())
	}
	ops, err := seed.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	bulletin := ops[0].(progress.PublishBulletin).Bulletin
	campaign := ops[1].(progress.PublishCampaign).Campaign
	figures := 0
	for _, project := range bulletin.Projects {
		text := page("/progress/" + project.ID)
		for _, f := range project.Figures {
			figures++
			want := strings.TrimSuffix(f.Quoted, "%")
			if !strings.Contains(text, want) {
				t.Errorf("%s: %s is not on its page", f.ID, f.Quoted)
			}
			if f.Percent != nil && !strings.Contains(text, trim(*f.Percent)) {
				t.Errorf("%s: its share %v is not on its page", f.ID, *f.Percent)
			}
			if f.Above != nil && !strings.Contains(text, trim(*f.Above)+" 个百分点") {
				t.Errorf("%s: %v points above are not on its page", f.ID, *f.Above)
			}
		}
		for _, m := range project.Milestones {
			if !strings.Contains(text, m.Zh) {
				t.Errorf("%s: %q is not on its page", project.ID, m.Zh)
			}
		}
	}
	if figures != 26 || len(bulletin.Projects) != 10 {
		t.Errorf("%d figures of %d projects, want 26 of 10", figures, len(bulletin.Projects))
	}
	lighting := map[string]bool{} // what stands in a column of figures, its unit too
	for _, dd := range regexp.MustCompile(`(?s)<dd>.*?</dd>`).FindAllString(page("/lighting"), -1) {
		lighting[regexp.MustCompile(`\s*<[^>]*>\s*`).ReplaceAllString(dd, "")] = true
	}
	for _, o := range campaign.Operations {
		for _, f := range o.Figures {
			if !lighting[f.Quoted] {
				t.Errorf("%s: %s is not on the campaign's page", f.ID, f.Quoted)
			}
		}
	}
	if old := page("/progress/old-communities"); strings.Count(old, "5.56") < 1 || !strings.Contains(old, "没有写它算的是哪一个") {
		t.Error("5.56 % does not stand for the project with its explanation")
	}
	if children := page("/progress/health"); strings.Contains(children, "34630") || strings.Contains(children, "34,630") {
		t.Error("a target that was not printed is shown")
	}
	offers := page("/offers")
	for _, want := range []string{"最高 80 元", "满 200 减 40", "五折", "主办方未公布", "“郑州市民卡”微信公众号"} {
		if !strings.Contains(offers, want) {
			t.Errorf("/offers does not say %s", want)
		}
	}
}

func trim(v float64) string { return strings.TrimRight(strings.TrimRight(fmtFloat(v), "0"), ".") }

func fmtFloat(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
