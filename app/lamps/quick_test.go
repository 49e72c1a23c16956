package lamps

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"
	"denghuo/shared/wire"

	"pgregory.net/rapid"
)

// whole is a spot with something in every field.
func whole() lamp.Spot {
	st := lamp.Step{ID: "m", State: lamp.Checked, At: dusk, Tapped: dusk.Add(-time.Minute), Reason: "r", Crew: "c", Owner: lamp.OfCity, Cause: lamp.Cable, Proof: lamp.ByStaff, Into: "i"}
	return lamp.Spot{ID: "s", State: lamp.Lit, Fault: lamp.Dark, Symptom: lamp.Dim, Danger: lamp.Wires, Point: &geo.Point{Lat: 34.75, Lon: 113.6, Acc: 9.5}, Pole: "ZY-1",
		District: "erqi", Road: "桐柏路", Level: lamp.P1, Owner: lamp.OfPower, Voices: 4, Photos: 2, Pictures: []photo.Hash{"ab", "cd"}, Crew: "erqi", Job: "j", Again: 1,
		Into: "x", Linked: "y", Proof: lamp.ByNights, First: dusk, Steps: []lamp.Step{{State: lamp.Sent, At: dusk.Add(time.Millisecond)}, st}, Mended: true, Old: true}
}

// TestPenKnowsEveryField: a field that is new would make every desk slow, and nobody
// would see why.
func TestPenKnowsEveryField(t *testing.T) {
	spot := whole()
	for _, v := range []reflect.Value{reflect.ValueOf(spot), reflect.ValueOf(spot.Steps[1]), reflect.ValueOf(*spot.Point)} {
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s.%s is not tried", v.Type(), v.Type().Field(i).Name)
			}
		}
	}
	var got lamp.Spot
	if p := (pen{b: wire.Encode(spot)}); !p.spot(&got) || !reflect.DeepEqual(got, spot) {
		t.Errorf("the pen reads %+v of %s", got, wire.Encode(spot))
	}
}

// TestPenReadsWhatJSONReads, of any spot, and of any text that is none.
func TestPenReadsWhatJSONReads(t *testing.T) {
	same := func(t *rapid.T, body []byte) {
		var want lamp.Spot
		err := json.Unmarshal(body, &want)
		got, ok := spotOf(body).(*lamp.Spot)
		if ok != (err == nil) || ok && !reflect.DeepEqual(*got, want) {
			t.Fatalf("of %s the pen reads %+v, JSON %+v, %v", body, got, want, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s, text := whole(), rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", `"`, `\`, "桐柏路 & <口>", "\u2028"}))
		s.Road, s.Pole, s.Steps[1].Reason = text.Draw(t, "road"), text.Draw(t, "pole"), text.Draw(t, "reason")
		s.Voices = rapid.Int().Draw(t, "voices")
		s.Point.Lat, s.Point.Acc = rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(0, 1e12).Draw(t, "acc")
		s.First = time.Unix(rapid.Int64Range(-6e10, 2e11).Draw(t, "first"), rapid.SampledFrom([]int64{0, 1, 5e8}).Draw(t, "nano")).UTC()
		if rapid.Bool().Draw(t, "few") {
			s.Point, s.Steps, s.Pictures, s.Old = nil, nil, nil, false
		}
		body := wire.Encode(s)
		same(t, body)
		cut := rapid.IntRange(0, len(body)-1).Draw(t, "cut")
		same(t, body[:cut])
		broken := append([]byte{}, body...)
		broken[cut] = rapid.SampledFrom([]byte(`{}[],:"\09atn -.`)).Draw(t, "byte")
		same(t, broken)
	})
}

func BenchmarkSpotOf(b *testing.B) {
	body := wire.Encode(lamp.Spot{ID: op.ID("spot000001"), State: lamp.Sent, Fault: lamp.Dark, Danger: lamp.Safe, Point: &geo.Point{Lat: 34.75, Lon: 113.6},
		Voices: 4, First: dusk, Steps: []lamp.Step{{State: lamp.Sent, At: dusk}}})
	b.Run("pen", func(b *testing.B) {
		for b.Loop() {
			spotOf(body)
		}
	})
	b.Run("json", func(b *testing.B) {
		for b.Loop() {
			var s lamp.Spot
			if err := json.Unmarshal(body, &s); err != nil {
				b.Fatal(err)
			}
		}
	})
}
