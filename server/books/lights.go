package books

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
)

// sheetsOf are the files of the ledger by name.
var sheetsOf = map[string]func(op.Reader) Sheet{
	"jobs": jobs, "patrols": patrols, "sections": sections, "blinds": blinds, "works": works, "spots": spots,
}

// sheetNames is the order of the sheets in the workbook of everything.
var sheetNames = []string{"jobs", "patrols", "sections", "blinds", "works", "spots"}

// lights gives the ledger's files to the staff: jobs.csv, patrols.geojson, and so on,
// and ledger.xlsx with everything. For everybody else there is no such file.
func (b Room) lights(w http.ResponseWriter, r *http.Request) {
	name, kind, _ := strings.Cut(r.PathValue("file"), ".")
	who, err := b.Who(r)
	sheet, ok := sheetsOf[name]
	if err != nil || !who.Staff() || !ok && name != "ledger" {
		http.NotFound(w, r)
		return
	}
	reader := b.Store.Read(nil)
	defer reader.Close()
	var report Report
	if ok {
		report.Sheets = []Sheet{sheet(reader)}
	} else {
		for _, each := range sheetNames {
			report.Sheets = append(report.Sheets, sheetsOf[each](reader))
		}
	}
	writer, kinds := report.writers(ok)
	write, ok := writer[kind]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", kinds[kind])
	w.Header().Set("Content-Disposition", `attachment; filename="denghuo-`+name+`.`+kind+`"`)
	if err := write(w); err != nil {
		b.Log.Error("write the ledger", "file", name, "err", err)
	}
}

// writers are the forms that a file may have, and their media types; everything in
// one is no GeoJSON.
func (r Report) writers(one bool) (map[string]func(io.Writer) error, map[string]string) {
	all := map[string]func(io.Writer) error{"csv": r.CSV, "xlsx": r.XLSX}
	if one {
		all["geojson"] = r.Sheets[0].GeoJSON
	}
	return all, map[string]string{"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json",
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
}

// GeoJSON writes a sheet as a FeatureCollection (RFC 7946), each line's cells as
// properties. A line without a place has no geometry.
func (s Sheet) GeoJSON(w io.Writer) error {
	type geometry struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}
	type feature struct {
		Type       string         `json:"type"`
		Geometry   *geometry      `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	features := []feature{}
	for i, line := range s.Lines {
		f := feature{Type: "Feature", Properties: map[string]any{}}
		for j, v := range line {
			_, name, _ := strings.Cut(s.Head[j], " ")
			f.Properties[name] = v
		}
		switch way := s.Ways[i]; {
		case len(way) == 1:
			f.Geometry = &geometry{"Point", [2]float64{way[0].Lon, way[0].Lat}}
		case len(way) > 1:
			at := make([][2]float64, len(way))
			for k, p := range way {
				at[k] = [2]float64{p.Lon, p.Lat}
			}
			f.Geometry = &geometry{"LineString", at}
		}
		features = append(features, f)
	}
	err := json.NewEncoder(w).Encode(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		return fmt.Errorf("write geojson: %w", err)
	}
	return nil
}

// add is one more line, with where it is.
func (s *Sheet) add(way []geo.Point, cells ...any) {
	s.Lines, s.Ways = append(s.Lines, cells), append(s.Ways, way)
}

func point(p *geo.Point) []geo.Point {
	if p == nil {
		return nil
	}
	return []geo.Point{*p}
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02")
}

func degrees(p *geo.Point) (lat, lon any) {
	if p == nil {
		return "", ""
	}
	return p.Lat, p.Lon
}

func jobs(r op.Reader) Sheet {
	s := Sheet{Name: "派单 jobs", Head: []string{"编号 id", "处 spot", "灯杆 pole", "路名 road", "区县 district", "纬度 lat", "经度 lon", "班组 crew", "派出 given", "结束 ended", "结果 out",
		"原因 cause", "路灯 lamps", "设施 facilities", "高压 high_voltage", "低压 low_voltage", "箱变 boxes", "照片 photos", "又暗 dark_again", "说明 note"}}
	lamp.Jobs.Each(r, func(j lamp.Job) bool {
		at, _ := lamp.Spots.Get(r, j.Spot)
		lat, lon := degrees(at.Point)
		s.add(point(at.Point), string(j.ID), string(j.Spot), at.Pole, at.Road, at.District, lat, lon, string(j.Crew), stamp(j.Given), stamp(j.Ended), string(j.Out),
			string(j.Cause), j.Done.Lamps, j.Done.Facilities, j.Done.HighVoltage, j.Done.LowVoltage, j.Done.Boxes, len(j.After), stamp(j.Dark), j.Note)
		return true
	})
	return s
}

func patrols(r op.Reader) Sheet {
	s := Sheet{Name: "巡视 patrols", Head: []string{"编号 id", "谁 by", "班组 crew", "开始 began", "结束 ended", "条次 road_times", "道路 roads", "米 metres", "箱台变 boxes", "暗灯 dark_lamps", "说明 note", "划掉 struck"}}
	ledger.Patrols.Each(r, func(p ledger.Patrol) bool {
		s.add(p.Track, string(p.ID), string(p.By), string(p.Crew), stamp(p.Began), stamp(p.Ended), len(p.Roads), strings.Join(p.Roads, "；"), p.Metres, p.Boxes, len(p.Spots), p.Note, p.Kept.Struck)
		return true
	})
	return s
}

func sections(r op.Reader) Sheet {
	s := Sheet{Name: "路段 sections", Head: []string{"编号 id", "谁 by", "路名 road", "起止 ends", "类别 kind", "米 metres", "区县 district", "开工 begun", "亮灯 lit", "照片 photos", "说明 note", "更正 corrections", "划掉 struck"}}
	ledger.Sections.Each(r, func(l ledger.Section) bool {
		s.add(nil, string(l.ID), string(l.By), l.Road, l.Ends, string(l.Kind), l.Metres, l.District, date(l.Begun), date(l.Lit), len(l.Photos), l.Note, len(l.Kept.Was), l.Kept.Struck)
		return true
	})
	return s
}

func blinds(r op.Reader) Sheet {
	s := Sheet{Name: "薄弱处 blinds", Head: []string{"编号 id", "谁 by", "地点 road", "区县 district", "纬度 lat", "经度 lon", "发现 found", "处理 cure", "完成 cured", "照片 photos", "说明 note", "更正 corrections", "划掉 struck"}}
	ledger.Blinds.Each(r, func(b ledger.Blind) bool {
		lat, lon := degrees(b.Point)
		s.add(point(b.Point), string(b.ID), string(b.By), b.Road, b.District, lat, lon, date(b.Found), string(b.Cure), date(b.Cured), len(b.Photos), b.Note, len(b.Kept.Was), b.Kept.Struck)
		return true
	})
	return s
}

func works(r op.Reader) Sheet {
	s := Sheet{Name: "维修 works", Head: []string{"编号 id", "谁 by", "班组 crew", "地点 road", "区县 district", "时间 at", "路灯 lamps", "设施 facilities", "高压 high_voltage", "低压 low_voltage", "箱变 boxes",
		"原因 cause", "照片 photos", "说明 note", "更正 corrections", "划掉 struck"}}
	ledger.Works.Each(r, func(k ledger.Work) bool {
		s.add(nil, string(k.ID), string(k.By), string(k.Crew), k.Road, k.District, stamp(k.At), k.Lamps, k.Facilities, k.HighVoltage, k.LowVoltage, k.Boxes,
			k.Cause, len(k.Photos), k.Note, len(k.Kept.Was), k.Kept.Struck)
		return true
	})
	return s
}

func spots(r op.Reader) Sheet {
	s := Sheet{Name: "处 spots", Head: []string{"编号 id", "状态 state", "情况 fault", "危险 danger", "灯杆 pole", "路名 road", "区县 district", "纬度 lat", "经度 lon", "人数 voices", "照片 photos", "又暗 again", "最早 first"}}
	lamp.Spots.Each(r, func(p lamp.Spot) bool {
		lat, lon := degrees(p.Point)
		s.add(point(p.Point), string(p.ID), string(p.State), string(p.Fault), string(p.Danger), p.Pole, p.Road, p.District, lat, lon, p.Voices, p.Photos, p.Again, stamp(p.First))
		return true
	})
	return s
}
