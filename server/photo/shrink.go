package photo

import (
	"image"
	"image/color"
)

// shrink makes the longest side at most side, each point the mean of what it
// covers, on white where a screenshot is see-through.
func shrink(img image.Image, side int) image.Image {
	from := img.Bounds()
	w, h := from.Dx(), from.Dy()
	if long := max(w, h); long > side {
		w, h = max(1, w*side/long), max(1, h*side/long)
	} else if _, plain := img.(*image.YCbCr); plain {
		return img
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		y0, y1 := from.Min.Y+y*from.Dy()/h, from.Min.Y+(y+1)*from.Dy()/h
		for x := range w {
			x0, x1 := from.Min.X+x*from.Dx()/w, from.Min.X+(x+1)*from.Dx()/w
			small.SetRGBA(x, y, mean(img, image.Rect(x0, y0, x1, y1)))
		}
	}
	return small
}

func mean(img image.Image, box image.Rectangle) color.RGBA {
	var r, g, b, n uint64
	at := func(x, y int) color.RGBA64 {
		r, g, b, a := img.At(x, y).RGBA()
		return color.RGBA64{R: uint16(r), G: uint16(g), B: uint16(b), A: uint16(a)}
	}
	if quick, ok := img.(image.RGBA64Image); ok {
		at = quick.RGBA64At
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := at(x, y)
			white := 0xffff - uint64(c.A)
			r, g, b, n = r+uint64(c.R)+white, g+uint64(c.G)+white, b+uint64(c.B)+white, n+1
		}
	}
	return color.RGBA{R: uint8(r / n >> 8), G: uint8(g / n >> 8), B: uint8(b / n >> 8), A: 255}
}

// turn stands a picture upright. How is EXIF's orientation, 1 to 8:
//
//	1 as it is   2 mirrored     3 half a turn   4 mirrored upside down
//	5, 7 mirrored along a diagonal   6 a quarter to the right   8 to the left
func turn(img image.Image, how int) image.Image {
	if how < 2 || how > 8 {
		return img
	}
	from := img.Bounds()
	w, h := from.Dx(), from.Dy()
	size := image.Rect(0, 0, w, h)
	if how >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	upright := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := source(how, x, y, w, h)
			upright.Set(x, y, img.At(from.Min.X+sx, from.Min.Y+sy))
		}
	}
	return upright
}

// source is which point of a w by h picture stands at x, y when it is upright.
func source(how, x, y, w, h int) (sx, sy int) {
	switch how {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}
