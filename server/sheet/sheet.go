// Package sheet reads CSV as it comes from spreadsheets in China, line by line: UTF-8
// with or without a mark, or GBK (GB 18030), columns in any order and under any of
// several names. A wrong line is told by its number and costs no other line. What a
// line means is the business of whoever reads the file.
//
//	f, err := sheet.Open(file, [][]string{{"pole", "灯杆编号"}, {"road", "路名"}}, 1)
//	for { cells, err := f.Next() … }
package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"denghuo/shared/op"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Codes of a file or a line that is not taken.
const (
	BadColumns  op.Code = "columns"    // not as many fields as the header
	BadEncoding op.Code = "encoding"   // neither UTF-8 nor GBK
	BadQuotes   op.Code = "quotes"     // a quotation mark that does not close on its line
	BadHeader   op.Code = "bad_header" // the first line lacks a column that is wanted; the field tells which
)

// MaxLine is the longest line in bytes.
const MaxLine = 4 << 10

// peek is how much is looked at to tell the encoding.
const peek = 64 << 10

// File is a CSV file that is being read. Memory does not grow with it.
type File struct {
	Line int // of the last one read, from 1

	in     *bufio.Reader
	decode func([]byte) (string, error)
	column []int // where each wanted column stands; -1 for one that is not there
	width  int   // columns of the header
}

// Open reads the header. columns are the names that each column may have, in small
// letters; the first wanted of them must be there. Its refusals are bad_header and
// encoding.
func Open(r io.Reader, columns [][]string, wanted int) (*File, error) {
	f := &File{in: bufio.NewReaderSize(r, peek), decode: asUTF8}
	head, err := f.in.Peek(peek)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if mark := []byte("\xef\xbb\xbf"); bytes.HasPrefix(head, mark) {
		if _, err = f.in.Discard(len(mark)); err != nil {
			return nil, err
		}
	} else if !looksUTF8(head) {
		f.decode = asGBK
	}
	return f, f.header(columns, wanted)
}

// looksUTF8 tells UTF-8 from GBK by what is in most of it. Two Chinese characters of
// GBK are often also valid UTF-8, of Latin, Greek or Cyrillic letters, so those speak
// against it; a Chinese name in UTF-8 never has them. One damaged line decides nothing.
func looksUTF8(head []byte) bool {
	for score := 0; ; {
		if len(head) == 0 || !utf8.FullRune(head) {
			return score >= 0
		}
		switch r, size := utf8.DecodeRune(head); {
		case r == utf8.RuneError && size == 1, r >= 0x80 && r < 0x800 && r != '·' && r != '\u00a0':
			score--
			head = head[size:]
		default:
			if r >= 0x800 {
				score++
			}
			head = head[size:]
		}
	}
}

func asUTF8(b []byte) (string, error) {
	if !utf8.Valid(b) {
		return "", op.Refuse(BadEncoding, "")
	}
	return string(b), nil
}

func asGBK(b []byte) (string, error) {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", op.Refuse(BadEncoding, "")
	}
	return string(out), nil
}

func (f *File) header(columns [][]string, wanted int) error {
	fields, err := f.fields()
	if errors.Is(err, io.EOF) {
		return op.Refuse(BadHeader, "")
	}
	if err != nil {
		return err
	}
	f.width = len(fields)
	for i, names := range columns {
		at := slices.IndexFunc(fields, func(s string) bool {
			return slices.Contains(names, strings.ToLower(strings.TrimSpace(s)))
		})
		if at < 0 && i < wanted {
			return op.Refuse(BadHeader, names[0])
		}
		f.column = append(f.column, at)
	}
	return nil
}

// Next is the next line's cells in the order of the columns; one that the file does
// not have is empty. A refusal is about this line alone: the next one can be read.
// io.EOF is the end.
func (f *File) Next() ([]string, error) {
	fields, err := f.fields()
	if err != nil {
		return nil, err
	}
	if len(fields) != f.width {
		return nil, op.Refuse(BadColumns, "")
	}
	cells := make([]string, len(f.column))
	for i, at := range f.column {
		if at >= 0 {
			cells[i] = fields[at]
		}
	}
	return cells, nil
}

// fields is the next line that is not empty, decoded and cut.
func (f *File) fields() ([]string, error) {
	for {
		raw, err := f.raw()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(raw)) == 0 {
			continue
		}
		text, err := f.decode(raw)
		if err != nil {
			return nil, err
		}
		fields, err := csv.NewReader(strings.NewReader(text)).Read()
		if err != nil {
			return nil, op.Refuse(BadQuotes, "")
		}
		return fields, nil
	}
}

// raw is one line without its end. A line that is too long is read past and refused.
func (f *File) raw() ([]byte, error) {
	f.Line++
	var line []byte
	long := false
	for {
		part, err := f.in.ReadSlice('\n')
		if long = long || len(line)+len(part) > MaxLine; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(part)+len(line) == 0 && !long):
			return nil, err
		case long:
			return nil, op.Refuse(op.TooLong, "")
		}
		return bytes.TrimRight(line, "\r\n"), nil
	}
}
