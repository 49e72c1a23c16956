package door

import (
	"encoding/json"
	"net/url"

	"denghuo/shared/geo"
	"denghuo/shared/op"
)

// Pole is where a thing of the city's inventory stands.
type Pole struct {
	Pole     string     `json:"pole"`
	Point    *geo.Point `json:"point"`
	Road     string     `json:"road"`
	District string     `json:"district"` // as the inventory names it: 中原区
	Sort     string     `json:"sort"`
}

// Pole asks where the pole with this number stands. Everybody may; a number that the
// inventory does not have is not_found.
func (d *Door) Pole(no string) (p Pole, err error) {
	return p, d.ask("GET", "/api/pole?no="+url.QueryEscape(no), nil, &p)
}

// Inventory is what became of a file of lamps. With Wrongs nothing was taken.
type Inventory struct {
	Lines    int       `json:"lines"`
	Added    int       `json:"added"`
	Changed  int       `json:"changed"`
	Same     int       `json:"same"`
	Wrong    []Wrong   `json:"wrong"` // the first of them
	Wrongs   int       `json:"wrongs"`
	Broken   op.Code   `json:"broken"` // why it stopped before the end
	Features bool      `json:"features"`
	Places   []ByPlace `json:"places"`
}

// ByPlace is how many lines of the file are of one district.
type ByPlace struct {
	District string `json:"district"`
	Lines    int    `json:"lines"`
}

// BringIn brings the inventory in: CSV or GeoJSON, all of it or nothing.
func (d *Door) BringIn(file []byte) (i Inventory, err error) {
	status, answer, err := d.Send("POST", "/api/staff/inventory", "text/csv", file)
	if err != nil {
		return i, op.Refuse(NoLine, "")
	}
	if status < 300 && json.Unmarshal(answer, &i) == nil {
		return i, nil
	}
	return i, refused("/api/staff/inventory", status, answer)
}
