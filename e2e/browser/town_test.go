package browser

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"path/filepath"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	photos "denghuo/server/photo"
	"denghuo/server/seed"
	"denghuo/server/store"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// said is an op of somebody's at a time.
type said struct {
	at time.Time
	by person.Actor
	op op.Op
}

var clerkOfTown = person.Actor{ID: "s-town", Roles: []person.Role{person.Clerk}}

// live has a town happen before the city opens, behind what the city ships: every
// report of it goes through the authority, as phones sent them.
func (c *city) live(town []said) {
	c.t.Helper()
	shipped, err := seed.Shipped()
	if err != nil {
		c.t.Fatal(err)
	}
	var life []said
	for _, o := range shipped {
		life = append(life, said{town[0].at, person.TheCity(), o})
	}
	town = append(life, town...)
	s, err := store.Open(filepath.Join(c.data, "rows"))
	if err != nil {
		c.t.Fatal(err)
	}
	a := authority.New(s, hub.New(), func([]byte) []byte { return nil }, slog.New(slog.DiscardHandler))
	if err := a.Beware(c.data); err != nil {
		c.t.Fatal(err)
	}
	for from := 0; from < len(town); from += authority.Batch {
		var jobs []authority.Job
		for _, one := range town[from:min(from+authority.Batch, len(town))] {
			jobs = append(jobs, authority.Job{Op: one.op, By: one.by, At: one.at, Done: func(out authority.Outcome) {
				if out.Refusal != nil {
					c.t.Errorf("%s: %v", one.op.Kind().Name, *out.Refusal)
				}
			}})
		}
		if err := a.Decide(jobs); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		c.t.Fatal(err)
	}
}

// hang puts night pictures into the city's photos and gives their names.
func (c *city) hang(n int) (names []photo.Hash, arrive []op.Op) {
	c.t.Helper()
	room, err := photos.NewRoom(filepath.Join(c.data, "photos"), store.Free)
	if err != nil {
		c.t.Fatal(err)
	}
	for i := range n {
		body := night(i)
		name := photo.Name(body)
		kept, err := room.Keep(context.Background(), name, body)
		if err != nil {
			c.t.Fatal(err)
		}
		names = append(names, name)
		arrive = append(arrive, photo.Arrive{Hash: name, Width: kept.Width, Height: kept.Height, Bytes: kept.Bytes, From: "h-0"})
	}
	if err := room.Close(); err != nil {
		c.t.Fatal(err)
	}
	return names, arrive
}

// night is a road with a dark pole and a light far away.
func night(i int) []byte {
	const side = 320
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	light := image.Pt(60+i*37%200, 120+i*23%60)
	for y := range side {
		for x := range side {
			c := color.RGBA{uint8(11 + y/14), uint8(17 + y/10), uint8(32 + y/7), 255}
			if y > 210 && x > side/2-(y-200) && x < side/2+(y-200) {
				c = color.RGBA{12, 17, 31, 255}
			}
			if x > 90+i*11%60 && x < 97+i*11%60 && y > 80 {
				c = color.RGBA{120, 132, 165, 255}
			}
			dx, dy := x-light.X, y-light.Y
			if d := dx*dx + dy*dy; d < 1600 {
				glow := uint8(150 * (1600 - d) / 1600)
				c = color.RGBA{c.R + glow/2 + glow/4, c.G + glow/2, c.B + glow/8, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}); err != nil {
		panic(err) // an encoder into memory
	}
	return b.Bytes()
}

// middles are points well inside the districts.
var middles = map[string]geo.Point{
	"gongyi": {Lat: 34.7480, Lon: 113.0220}, "shangjie": {Lat: 34.8028, Lon: 113.3090}, "huiji": {Lat: 34.8674, Lon: 113.6170},
	"jinshui": {Lat: 34.7726, Lon: 113.7206}, "guancheng": {Lat: 34.7480, Lon: 113.6850}, "zhongmu": {Lat: 34.7190, Lon: 113.9763},
	"dengfeng": {Lat: 34.4531, Lon: 113.0506}, "xinmi": {Lat: 34.5394, Lon: 113.3906}, "xingyang": {Lat: 34.7870, Lon: 113.3834},
	"zhongyuan": {Lat: 34.8175, Lon: 113.5350}, "erqi": {Lat: 34.7240, Lon: 113.6403}, "xinzheng": {Lat: 34.3960, Lon: 113.7400},
}

// town makes people say things, one after the other.
type town struct {
	said  []said
	now   time.Time
	names []photo.Hash
	n     int
}

// report is one more about a spot; a few metres from the middle of what is meant.
func (t *town) report(spot op.ID, ago time.Duration, place lamp.Place, fault lamp.Fault, danger lamp.Danger) {
	t.n++
	id := op.ID(fmt.Sprintf("report-%05d", t.n))
	r := lamp.Submit{ID: id, Spot: spot, Fault: fault, Danger: danger, Place: place}
	if len(t.names) > 0 && t.n%3 != 0 {
		r.Photos = []photo.Hash{t.names[t.n%len(t.names)]}
	}
	t.said = append(t.said, said{t.now.Add(-ago), person.Actor{ID: person.ID(fmt.Sprintf("h-%d", t.n)), Roles: []person.Role{person.Cardholder}}, r})
}

// dispatched was checked and given to a crew.
func (t *town) dispatched(spot op.ID, ago time.Duration) {
	for i, m := range []lamp.Move{{From: lamp.Sent, To: lamp.Checked}, {From: lamp.Checked, To: lamp.Repairing, Crew: "二七班组"}} {
		m.ID, m.Spot = op.ID(fmt.Sprintf("%s-m%d", spot, i)), spot
		t.said = append(t.said, said{t.now.Add(-ago), clerkOfTown, m})
	}
}

func near(p geo.Point, north, east float64) *geo.Point {
	return &geo.Point{Lat: p.Lat + north/111_195, Lon: p.Lon + east/91_000, Acc: 12}
}
