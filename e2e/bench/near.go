package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"denghuo/server/store"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Sizes of the search for what could be the same lamp.
const (
	nearSpots    = 100_000
	nearSearches = 500
	nearScans    = 5 // a scan takes so long that a few tell it
)

// near measures how long the city looks for what could be the same lamp among 100,000
// spots: by its index of places, as each report has it done, and by going through all
// of them, with the rows decoded each time and with all of them in memory already. The
// three must find the same.
func near() error {
	dir, err := os.MkdirTemp("", "denghuo-bench-near-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(filepath.Join(dir, "rows"))
	if err != nil {
		return err
	}
	defer s.Close()
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	all, err := strew(s, now)
	if err != nil {
		return err
	}
	dice := rand.New(rand.NewPCG(2, 2))
	var places []lamp.Place
	for range nearSearches {
		p := *all[dice.IntN(len(all))].Point
		p.Lat, p.Acc = p.Lat+dice.Float64()*4e-4, 5+dice.Float64()*60
		places = append(places, lamp.Place{Point: &p})
	}
	var index, rows, memory time.Duration
	found := 0
	for i, at := range places {
		begin := time.Now()
		r := s.Read(nil)
		by := lamp.NearIn(r, at, now)
		index += time.Since(begin)
		found += len(by)
		if i < nearScans {
			begin = time.Now()
			decoded := decodeAll(r)
			scanned := lamp.NearAmong(decoded, at, now)
			rows += time.Since(begin)
			if !reflect.DeepEqual(by, scanned) {
				err = errors.New("the index and the scan find different spots")
			}
		}
		r.Close()
		begin = time.Now()
		if kept := lamp.NearAmong(all, at, now); len(kept) != len(by) {
			err = fmt.Errorf("the index finds %d, what is in memory %d", len(by), len(kept))
		}
		memory += time.Since(begin)
	}
	each := func(d time.Duration, n int) float64 { return d.Seconds() * 1000 / float64(n) }
	i, r, m := each(index, nearSearches), each(rows, nearScans), each(memory, nearSearches)
	fmt.Printf("same lamp among %d spots: %.3f ms a search by place, %.1f found; through all rows %.0f ms (%.0f times as long), through all in memory %.2f ms (%.1f times)\n",
		nearSpots, i, float64(found)/nearSearches, r, r/i, m, m/i)
	return err
}

// strew lays spots over the city, thicker towards the middle, as streets are.
func strew(s *store.Store, now time.Time) ([]*lamp.Spot, error) {
	dice := rand.New(rand.NewPCG(1, 1))
	var all []*lamp.Spot
	for len(all) < nearSpots {
		over := op.NewOverlay(op.Empty{})
		tx := op.NewTx(over, person.TheCity(), now)
		for range 2000 {
			p := geo.Point{Lat: geo.City.Lat + dice.NormFloat64()*0.08, Lon: geo.City.Lon + dice.NormFloat64()*0.12}.Round()
			spot := lamp.Spot{ID: op.ID(fmt.Sprintf("spot-%06d", len(all))), State: lamp.Sent, Fault: lamp.Dark, Danger: lamp.Safe, Point: &p,
				Voices: 1, First: now, Steps: []lamp.Step{{State: lamp.Sent, At: now}}}
			if err := lamp.Spots.Put(tx, spot); err != nil {
				return nil, err
			}
			all = append(all, &spot)
		}
		if _, _, _, err := s.Commit(over.Rows()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func decodeAll(r op.Reader) (all []*lamp.Spot) {
	r.Each(lamp.Spots.Name, func(row op.Row) bool {
		var s lamp.Spot
		if json.Unmarshal(row.Body, &s) == nil {
			all = append(all, &s)
		}
		return true
	})
	return all
}
