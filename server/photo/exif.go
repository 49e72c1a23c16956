package photo

import (
	"bytes"
	"encoding/binary"
)

// orientation reads how a JPEG wants to be turned; 1 if it does not say, or says
// it in a way that cannot be read. Nothing else of EXIF is looked at or kept.
//
//	FF D8, then segments: FF, kind, length 2 BE with itself; E1 "Exif\0\0" TIFF
func orientation(b []byte) int {
	if len(b) < 4 || b[0] != 0xff || b[1] != 0xd8 {
		return 1
	}
	for b = b[2:]; len(b) >= 4 && b[0] == 0xff && b[1] != 0xda; {
		n := int(binary.BigEndian.Uint16(b[2:])) + 2
		if n < 4 || n > len(b) {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(b[4:n], []byte("Exif\x00\x00")); ok && b[1] == 0xe1 {
			return fromTIFF(tiff)
		}
		b = b[n:]
	}
	return 1
}

// fromTIFF looks through the first directory:
//
//	"II" or "MM", 42 in 2 bytes, offset 4; there: count 2, entries of 12: tag 2, type 2, count 4, value
func fromTIFF(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 1
}
