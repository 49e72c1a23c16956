package main

import (
	"flag"
	"fmt"
	"strconv"

	"denghuo/server/page"
)

// mapFlags are what the operator says about map pictures. Without them phones draw
// lamps on a grid, and ask no one outside.
type mapFlags struct {
	tiles, attribution, crs string
	zoom, keep              int
}

const mapUsage = `  --map-tiles TEMPLATE  pictures of a map, https://host/{z}/{x}/{y}.png; a second
                  template after a blank is laid over the first
                                                    DENGHUO_MAP_TILES  none
  --map-attribution TEXT  whose map it is; stands on it
                                                    DENGHUO_MAP_ATTRIBUTION
  --map-crs CRS   where it shows a point: wgs84 or gcj02
                                                    DENGHUO_MAP_CRS  wgs84
  --map-zoom N    the finest level that it has      DENGHUO_MAP_ZOOM  18
  --map-keep N    pictures that a phone keeps for when there is no network; ask
                  whose map it is, 0 keeps none     DENGHUO_MAP_KEEP  400
`

func (m *mapFlags) flags(f *flag.FlagSet, env func(name, otherwise string) string) error {
	f.StringVar(&m.tiles, "map-tiles", env("MAP_TILES", ""), "template of a map's pictures, https://host/{z}/{x}/{y}.png")
	f.StringVar(&m.attribution, "map-attribution", env("MAP_ATTRIBUTION", ""), "whose map it is")
	f.StringVar(&m.crs, "map-crs", env("MAP_CRS", "wgs84"), "where the map shows a point: wgs84 or gcj02")
	for _, number := range []struct {
		at                          *int
		name, twin, otherwise, help string
	}{
		{&m.zoom, "map-zoom", "MAP_ZOOM", "18", "the finest level of the map"},
		{&m.keep, "map-keep", "MAP_KEEP", "400", "pictures that a phone keeps for when there is no network"},
	} {
		n, err := strconv.Atoi(env(number.twin, number.otherwise))
		if err != nil {
			return fmt.Errorf("DENGHUO_%s: say a number: %w", number.twin, err)
		}
		f.IntVar(number.at, number.name, n, number.help)
	}
	return nil
}

// read is the map, or what is wrong with what was said.
func (m mapFlags) read() (page.Map, error) {
	return page.ParseMap(m.tiles, page.Map{Attribution: m.attribution, CRS: m.crs, Zoom: m.zoom, Keep: m.keep})
}
