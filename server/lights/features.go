package lights

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"denghuo/shared/ledger"
	"denghuo/shared/op"
)

// feature is one of a GeoJSON FeatureCollection.
type feature struct {
	Type     string `json:"type"`
	Geometry *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

// features goes through a FeatureCollection one by one, so that memory holds one text
// of them. A feature that is not as it should be costs no other one.
func (d *reading) features(r io.Reader) error {
	in := json.NewDecoder(r)
	if err := open(in); err != nil {
		return err
	}
	for line := 1; in.More(); line++ {
		var f feature
		err := in.Decode(&f)
		if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
			err = op.Refuse(op.Malformed, "feature")
		} else if err != nil {
			return broken(err)
		}
		var l ledger.Lamp
		if err == nil {
			l, err = f.lamp()
		}
		if err := d.take(line, l, err); err != nil {
			return err
		}
	}
	return nil
}

// open reads up to the first feature.
func open(in *json.Decoder) error {
	if first, err := in.Token(); err != nil || first != json.Delim('{') {
		return broken(err)
	}
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return broken(err)
		}
		if name == "features" {
			first, err := in.Token()
			if err != nil || first != json.Delim('[') {
				return broken(err)
			}
			return nil
		}
		var passed json.RawMessage
		if err := in.Decode(&passed); err != nil {
			return broken(err)
		}
	}
	return op.Refuse(BadJSON, "features")
}

// broken tells a file that is no GeoJSON from a line that broke.
func broken(err error) error {
	if syntax := (*json.SyntaxError)(nil); err == nil || errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return op.Refuse(BadJSON, "file")
	}
	return fmt.Errorf("read the inventory: %w", err)
}

// lamp is the feature as a line.
func (f feature) lamp() (ledger.Lamp, error) {
	cells := make([]string, len(columns))
	for name, value := range f.Properties {
		for i, names := range columns {
			if slices.Contains(names, strings.ToLower(strings.TrimSpace(name))) {
				cells[i] = textOf(value)
			}
		}
	}
	if f.Geometry != nil {
		var at []float64
		if f.Geometry.Type != "Point" || json.Unmarshal(f.Geometry.Coordinates, &at) != nil || len(at) < 2 {
			return ledger.Lamp{}, op.Refuse(BadPoint, "point")
		}
		cells[cLon], cells[cLat] = number(at[0]), number(at[1])
	}
	return lampOf(cells)
}

// textOf is a property as a cell: a number on a plate may be a number in the file.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return number(v)
	}
	return ""
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
