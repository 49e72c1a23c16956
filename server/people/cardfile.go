package people

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

// Codes of a line of the register's file that is not taken.
const (
	BadColumns  op.Code = "columns"  // not as many fields as the header
	BadEncoding op.Code = "encoding" // neither UTF-8 nor GBK
	BadName     op.Code = "bad_name"
	BadNumber   op.Code = "bad_number"
	BadPhone    op.Code = "bad_phone"
	BadQuotes   op.Code = "quotes"     // a quotation mark that does not close on its line
	BadHeader   op.Code = "bad_header" // the first line is not name,number,phone
)

// maxLine is the longest line in bytes. A name, a number and a phone are below 300.
const maxLine = 4 << 10

// peek is how much is looked at to tell the encoding.
const peek = 64 << 10

// cardLine is one line of the file as it should be kept.
type cardLine struct{ name, number, phone string }

// cardFile reads the register's file line by line, so that memory does not grow
// with it:
//
//	name,number,phone
//	李小明,4101 0000 1234,13812345678
//
// UTF-8 with or without a mark, or GBK (GB 18030), as spreadsheets in China write
// it. The columns may be in any order and more may be there; 姓名, 卡号 and 手机号
// are understood as well. A line that is empty is passed over.
type cardFile struct {
	in     *bufio.Reader
	decode func([]byte) (string, error)
	column [3]int // where name, number and phone stand
	width  int    // columns of the header
	line   int    // of the last one read, from 1
}

// openCards reads the header. Its refusal is bad_header or encoding.
func openCards(r io.Reader) (*cardFile, error) {
	f := &cardFile{in: bufio.NewReaderSize(r, peek)}
	head, err := f.in.Peek(peek)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	f.decode = asUTF8
	if mark := []byte("\xef\xbb\xbf"); bytes.HasPrefix(head, mark) {
		_, err = f.in.Discard(len(mark))
	} else if !looksUTF8(head) {
		f.decode, err = asGBK, nil
	} else {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return f, f.header()
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

// columns are the names that a header may give.
var columns = [3][]string{{"name", "姓名"}, {"number", "卡号", "市民卡号", "社会保障号"}, {"phone", "手机号", "手机", "电话"}}

func (f *cardFile) header() error {
	fields, err := f.fields()
	if errors.Is(err, io.EOF) {
		return op.Refuse(BadHeader, "")
	}
	if err != nil {
		return err
	}
	f.width = len(fields)
	for i, names := range columns {
		f.column[i] = slices.IndexFunc(fields, func(s string) bool {
			return slices.Contains(names, strings.ToLower(strings.TrimSpace(s)))
		})
		if f.column[i] < 0 {
			return op.Refuse(BadHeader, names[0])
		}
	}
	return nil
}

// next is the next line. A refusal is about this line alone: the next one can be
// read. io.EOF is the end.
func (f *cardFile) next() (cardLine, error) {
	fields, err := f.fields()
	if err != nil {
		return cardLine{}, err
	}
	if len(fields) != f.width {
		return cardLine{}, op.Refuse(BadColumns, "")
	}
	l := cardLine{cleanName(fields[f.column[0]]), cleanNumber(fields[f.column[1]]), cleanPhone(fields[f.column[2]])}
	switch {
	case !validName(l.name):
		return l, op.Refuse(BadName, "name")
	case l.number == "":
		return l, op.Refuse(BadNumber, "number")
	case l.phone == "":
		return l, op.Refuse(BadPhone, "phone")
	}
	return l, nil
}

// fields is the next line that is not empty, decoded and cut.
func (f *cardFile) fields() ([]string, error) {
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
func (f *cardFile) raw() ([]byte, error) {
	f.line++
	var line []byte
	long := false
	for {
		part, err := f.in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLine; !long {
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
