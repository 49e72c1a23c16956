package people

import (
	"io"

	"denghuo/server/sheet"
	"denghuo/shared/op"
)

// Codes of a line of the register's file that is not taken; package sheet has those
// of every file.
const (
	BadName   op.Code = "bad_name"
	BadNumber op.Code = "bad_number"
	BadPhone  op.Code = "bad_phone"
)

// cardLine is one line of the file as it should be kept.
type cardLine struct{ name, number, phone string }

// cardFile reads the register's file line by line, so that memory does not grow
// with it:
//
//	name,number,phone
//	李小明,4101 0000 1234,13812345678
//
// The columns may be in any order and more may be there; 姓名, 卡号 and 手机号
// are understood as well. A line that is empty is passed over.
type cardFile struct{ *sheet.File }

// columns are the names that a header may give.
var columns = [][]string{{"name", "姓名"}, {"number", "卡号", "市民卡号", "社会保障号"}, {"phone", "手机号", "手机", "电话"}}

// openCards reads the header. Its refusal is bad_header or encoding.
func openCards(r io.Reader) (cardFile, error) {
	f, err := sheet.Open(r, columns, len(columns))
	return cardFile{f}, err
}

// next is the next line. A refusal is about this line alone: the next one can be
// read. io.EOF is the end.
func (f cardFile) next() (cardLine, error) {
	cells, err := f.Next()
	if err != nil {
		return cardLine{}, err
	}
	l := cardLine{cleanName(cells[0]), cleanNumber(cells[1]), cleanPhone(cells[2])}
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
