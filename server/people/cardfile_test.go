package people

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"denghuo/server/sheet"
	"denghuo/shared/op"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// taken reads a whole file: the lines, and "line code" of what is not taken.
func taken(t testing.TB, text string) (lines []cardLine, wrong []string) {
	t.Helper()
	f, err := openCards(strings.NewReader(text))
	if err != nil {
		return nil, []string{err.Error()}
	}
	for {
		l, err := f.next()
		if errors.Is(err, io.EOF) {
			return lines, wrong
		}
		if r, ok := op.AsRefusal(err); ok {
			wrong = append(wrong, fmt.Sprint(f.Line, " ", r.Code))
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
}

func gbk(t testing.TB, text string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const good = "name,number,phone\n李小明,4101 0000-1234,138 1234 5678\n欧阳娜娜,a12345678,+8613912345678\n"

func TestCardFileInEveryEncoding(t *testing.T) {
	want := []cardLine{{"李小明", "410100001234", "13812345678"}, {"欧阳娜娜", "A12345678", "13912345678"}}
	for name, text := range map[string]string{
		"utf8":          good,
		"utf8_marked":   "\xef\xbb\xbf" + good,
		"gbk":           gbk(t, good),
		"windows_lines": strings.ReplaceAll(gbk(t, good), "\n", "\r\n"),
		"no_last_line":  strings.TrimSuffix(good, "\n"),
		"empty_lines":   strings.ReplaceAll(good, "\n", "\n\n"),
		"chinese_head":  gbk(t, strings.Replace(good, "name,number,phone", "姓名,卡号,手机号", 1)),
		"more_columns":  "no,phone,name,number\n1,13812345678,李小明,410100001234\n2,13912345678,欧阳娜娜,A12345678\n",
		"quoted":        "name,number,phone\n\"李小明\",\"410100001234\",\"13812345678\"\n欧阳娜娜,A12345678,13912345678\n",
	} {
		t.Run(name, func(t *testing.T) {
			lines, wrong := taken(t, text)
			if len(wrong) > 0 || fmt.Sprint(lines) != fmt.Sprint(want) {
				t.Errorf("%v, wrong %v", lines, wrong)
			}
		})
	}
}

// TestGBKThatIsAlsoUTF8: names whose GBK bytes are valid UTF-8 of other letters,
// the trap of telling encodings by validity alone.
func TestGBKThatIsAlsoUTF8(t *testing.T) {
	for _, name := range []string{"谩谩", "隆隆", "茅茅", "忙忙"} {
		lines, wrong := taken(t, gbk(t, "name,number,phone\n"+name+",410100001234,13812345678\n"))
		if len(wrong) > 0 || len(lines) != 1 || lines[0].name != name {
			t.Errorf("%s became %v, wrong %v", name, lines, wrong)
		}
	}
}

// TestEveryWrongLineIsNamed and costs no other line.
func TestEveryWrongLineIsNamed(t *testing.T) {
	text := "name,number,phone\n" +
		"李小明,410100001234,13812345678\n" + // 2
		",410100001235,13812345678\n" + // 3
		"李小明,41010000/1236,13812345678\n" + // 4
		"李小明,410100001237,0371-12345678\n" + // 5
		"李小明,410100001238\n" + // 6
		"\"李小明,410100001239,13812345678\n" + // 7
		strings.Repeat("李", sheet.MaxLine) + ",410100001240,13812345678\n" + // 8
		"李\xff明,410100001241,13812345678\n" + // 9
		"<b>,410100001242,13812345678\n" + // 10
		"王**,410100001243,13812345678\n" + // 11
		"\n" + // 12
		"买买提·艾力,410100001244,13812345678" // 13
	lines, wrong := taken(t, text)
	want := "[3 bad_name 4 bad_number 5 bad_phone 6 columns 7 quotes 8 too_long 9 encoding 10 bad_name 11 bad_name]"
	if fmt.Sprint(wrong) != want {
		t.Errorf("wrong: %v\nwant:  %v", wrong, want)
	}
	if len(lines) != 2 || lines[1].name != "买买提·艾力" {
		t.Errorf("taken: %v", lines)
	}
}

func TestCardFileWithoutHeader(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no_header": "李小明,410100001234,13812345678\n", "no_phone": "name,number\n李小明,410100001234\n",
		"a_picture": "\xff\xd8\xff\xe0" + strings.Repeat("\x00", 9000),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := openCards(strings.NewReader(text)); err == nil {
				t.Error("it was taken")
			} else if _, ok := op.AsRefusal(err); !ok {
				t.Error(err)
			}
		})
	}
}

func TestNamesAndNumbers(t *testing.T) {
	for name, want := range map[string]string{
		"李小明": "李**", "李 明": "李**", "欧阳娜娜": "欧阳**", "欧阳": "欧**", "买买提•艾力": "买**", "Ｊohn smith": "J**", "": "**",
	} {
		if got := maskName(cleanName(name)); got != want {
			t.Errorf("%q is masked %q, want %q", name, got, want)
		}
	}
	if cleanName("买买提•艾力") != cleanName("买买提·艾力 ") || cleanName("john") != cleanName("ＪＯＨＮ") {
		t.Error("the same name is not the same")
	}
	for in, want := range map[string]string{"138 1234 5678": "13812345678", "+86-13812345678": "13812345678", "8613812345678": "13812345678",
		"12812345678": "", "1381234567": "", "１３８１２３４５６７８": "13812345678", "1381234567a": ""} {
		if got := cleanPhone(in); got != want {
			t.Errorf("phone %q is %q, want %q", in, got, want)
		}
	}
	if got := maskPhone("13812345678"); got != "138****5678" {
		t.Error(got)
	}
}

// FuzzCardFile: whatever a file holds, reading it ends, and every line that is taken
// is whole.
func FuzzCardFile(f *testing.F) {
	for _, seed := range []string{good, gbk(f, good), "\xef\xbb\xbf" + good, "name,number,phone\n\"", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines, _ := taken(t, text)
		for _, l := range lines {
			if !validName(l.name) || cleanNumber(l.number) != l.number || cleanPhone(l.phone) != l.phone {
				t.Errorf("taken: %q", l)
			}
		}
	})
}
