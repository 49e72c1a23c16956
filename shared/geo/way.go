package geo

import (
	"math"
	"strconv"
)

// Bearing is the direction from a to b at a, degrees clockwise from north, 0 to under
// 360. It is 0 where the two are the same.
func Bearing(a, b Point) float64 {
	const rad = math.Pi / 180
	dLon := (b.Lon - a.Lon) * rad
	y := math.Sin(dLon) * math.Cos(b.Lat*rad)
	x := math.Cos(a.Lat*rad)*math.Sin(b.Lat*rad) - math.Sin(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Cos(dLon)
	degrees := math.Mod(math.Atan2(y, x)/rad+360, 360)
	return degrees
}

// Compass is the place of a bearing among the eight words: 0 north, 1 north-east, …,
// 7 north-west.
func Compass(bearing float64) int {
	return int(math.Mod(math.Mod(bearing, 360)+360+22.5, 360) / 45)
}

// cellSide is the side of a cell in degrees: some 220 m from south to north and 180 m
// from west to east in the city.
const cellSide = 0.002

// Cell names the square of the grid that holds the point, such as 17375x56802: what
// lies near by is looked for in it and its neighbours, see Cells.
func Cell(p Point) string { return cell(row(p.Lat), row(p.Lon)) }

// Cells names every cell that lies within some metres of the point, at least its own,
// in order from the south-west. A kilometre is about 130 cells: more is not asked for,
// and is cut to it.
func Cells(p Point, metres float64) []string {
	metres = min(metres, 1000)
	lat := metres / (earth * math.Pi / 180)
	lon := lat / max(0.1, math.Cos(p.Lat*math.Pi/180))
	var all []string
	for y := row(p.Lat - lat); y <= row(p.Lat+lat); y++ {
		for x := row(p.Lon - lon); x <= row(p.Lon+lon); x++ {
			all = append(all, cell(y, x))
		}
	}
	return all
}

func row(degrees float64) int { return int(math.Floor(degrees / cellSide)) }

func cell(y, x int) string { return strconv.Itoa(y) + "x" + strconv.Itoa(x) }
