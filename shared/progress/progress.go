// Package progress is what the province and the city have published: bulletins of
// the ten key livelihood projects, and the 郑点亮 lighting campaign.
//
// A figure keeps what was printed. A share that was printed for two figures at
// once belongs to the project and to neither figure; a target that was not
// printed is never shown as one; what is derived stays marked as derived. Texts
// here are the published ones in both languages, so they travel as data.
package progress

import (
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Text is one thing in both languages.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Unit is a figure's unit as printed (万人次) and, where that has 万, the unit of
// the nominal count in English.
type Unit struct {
	Zh      string `json:"zh"`
	En      string `json:"en"`
	CountEn string `json:"count_en,omitempty"`
}

// Figure is one number with its unit and its share of the annual target.
type Figure struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind,omitempty"` // cumulative, count, rate
	Label   Text     `json:"label"`
	Quoted  string   `json:"quoted"` // as printed, unit included
	Value   float64  `json:"value"`  // in Unit, 万 kept
	Unit    Unit     `json:"unit"`
	Nominal *int64   `json:"count_nominal,omitempty"` // Value times 10,000 where the unit has 万
	Approx  string   `json:"approx,omitempty"`        // more_than for 余
	Percent *float64 `json:"target_percent,omitempty"`
	Above   *float64 `json:"above_annual_target_pp,omitempty"` // percentage points above the annual target
	PartOf  string   `json:"part_of,omitempty"`
	Note    string   `json:"note,omitempty"`
}

// Milestone is work without a figure.
type Milestone struct {
	State string `json:"state"` // done, in_progress, planned
	Zh    string `json:"zh"`
	En    string `json:"en"`
}

// ProjectPercent is a share that the page printed for a project without saying
// which of its figures it measures.
type ProjectPercent struct {
	Percent   float64 `json:"target_percent"`
	Quoted    string  `json:"target_percent_quoted"`
	Ambiguous bool    `json:"ambiguous"`
}

// Project is one of the ten.
type Project struct {
	No         int             `json:"no"`
	ID         string          `json:"id"`
	Icon       string          `json:"icon"`
	Name       Text            `json:"name"`
	Status     string          `json:"status"` // measured, narrative
	Figures    []Figure        `json:"figures,omitempty"`
	Lead       string          `json:"lead,omitempty"` // the figure that stands for it in the list
	Milestones []Milestone     `json:"milestones,omitempty"`
	Percent    *ProjectPercent `json:"project_percent,omitempty"`
	Summary    Text            `json:"summary"` // our words
}

// Bulletin is a record: one quarter's notice.
type Bulletin struct {
	ID       op.ID     `json:"id"`
	Headline Text      `json:"headline"`
	Region   Text      `json:"region"`
	Issuer   Text      `json:"issuer"`
	Year     int       `json:"year"`
	Quarter  int       `json:"quarter"`
	Byline   Text      `json:"byline"`
	Lede     Text      `json:"lede"`
	Projects []Project `json:"projects"`
}

// Operation is one of add, subtract, multiply, divide.
type Operation struct {
	Op      string   `json:"op"`
	Symbol  string   `json:"symbol"`
	Name    Text     `json:"name"`
	Scope   Text     `json:"scope"`
	Actions *Texts   `json:"actions,omitempty"`
	Goals   *Texts   `json:"goals,omitempty"`
	Figures []Figure `json:"figures,omitempty"`
	Outcome *Text    `json:"outcome,omitempty"`
}

// Texts is a list in both languages.
type Texts struct {
	Zh []string `json:"zh"`
	En []string `json:"en"`
}

// Campaign is a record: the lighting campaign as it was reported on a day.
type Campaign struct {
	ID         op.ID       `json:"id"`
	Headline   Text        `json:"headline"`
	Name       Text        `json:"campaign"`
	Source     Text        `json:"source"`
	AsOf       string      `json:"as_of"` // a date, 2024-04-17
	Byline     Text        `json:"byline"`
	Headlines  []Figure    `json:"headline_figures"`
	Operations []Operation `json:"operations"`
}

// The tables.
var (
	Bulletins = op.Table[Bulletin]{Name: "bulletin"}
	Campaigns = op.Table[Campaign]{Name: "campaign"}
)

// RecordID is the quarter: 2024Q1.
func (b Bulletin) RecordID() op.ID { return b.ID }

// Audience is everybody.
func (b Bulletin) Audience() []person.Scope { return []person.Scope{person.Public} }

// RecordID is the campaign's year.
func (c Campaign) RecordID() op.ID { return c.ID }

// Audience is everybody.
func (c Campaign) Audience() []person.Scope { return []person.Scope{person.Public} }

// Latest is the newest bulletin that the reader has; IDs sort by quarter.
func Latest(view op.Reader) (b Bulletin, ok bool) {
	Bulletins.Each(view, func(each Bulletin) bool { b, ok = each, true; return true })
	return b, ok
}

// Project finds one by its ID.
func (b Bulletin) Project(id string) (Project, bool) {
	for _, p := range b.Projects {
		if p.ID == id {
			return p, true
		}
	}
	return Project{}, false
}

// Elapsed is the share of the year gone at the end of the bulletin's quarter, in
// percent: calendar time, our own reference line, never a verdict.
func (b Bulletin) Elapsed() float64 { return float64(b.Quarter) * 25 }

// Share is the percentage that stands for the project in a list: the lead
// figure's, or the one printed for the project as a whole.
func (p Project) Share() (percent float64, ok bool) {
	if p.Percent != nil {
		return p.Percent.Percent, true
	}
	if f, has := p.LeadFigure(); has && f.Percent != nil {
		return *f.Percent, true
	}
	return 0, false
}

// LeadFigure is the figure that stands for the project.
func (p Project) LeadFigure() (Figure, bool) {
	for _, f := range p.Figures {
		if f.ID == p.Lead {
			return f, true
		}
	}
	return Figure{}, false
}

// Figure finds one of the campaign's by its ID.
func (c Campaign) Figure(id string) (Figure, bool) {
	for _, o := range c.Operations {
		for _, f := range o.Figures {
			if f.ID == id {
				return f, true
			}
		}
	}
	return Figure{}, false
}
