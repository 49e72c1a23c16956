package books

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/xuri/excelize/v2"
)

// zone is the city's: reports are read there.
var zone = time.FixedZone("CST", 8*3600)

// Report is a drop's figures as sheets of lines.
type Report struct{ Sheets []Sheet }

// Sheet is one table with a head.
type Sheet struct {
	Name  string
	Head  []string
	Lines [][]any       // text, int, or money
	Ways  [][]geo.Point // of the ledger: where each line is
}

// money is fen; it is written in yuan.
type money int

// tally is what is counted for one hour, district or shop.
type tally struct {
	claimed, redeemed, conflicts int
	price, off, owed             int
}

// Of collects the report of a drop; false when there is none.
func Of(r op.Reader, drop op.ID) (Report, bool) {
	d, ok := offer.Drops.Get(r, drop)
	if !ok || !d.Here() {
		return Report{}, false
	}
	stock, _ := offer.Stocks.Get(r, drop)
	c := counting{drop: d, hours: map[string]tally{}, districts: map[string]tally{}, shops: map[string]tally{}, named: map[person.ID]offer.Shop{}}
	offer.Shops.Each(r, func(s offer.Shop) bool { c.named[s.ID] = s; return true })
	offer.Coupons.Each(r, func(coupon offer.Coupon) bool { c.coupon(coupon); return true })
	offer.Redemptions.Each(r, func(red offer.Redemption) bool { c.redemption(red); return true })
	return Report{Sheets: []Sheet{c.summary(stock), lines("小时 hour", c.hours), lines("区县 district", c.districts), lines("商户 shop", c.shops), c.each}}, true
}

type counting struct {
	drop                    offer.Drop
	hours, districts, shops map[string]tally
	named                   map[person.ID]offer.Shop
	each                    Sheet
}

func hour(t time.Time) string { return t.In(zone).Format("2006-01-02 15:00") }

func (c *counting) coupon(coupon offer.Coupon) {
	if coupon.Drop != c.drop.ID {
		return
	}
	h := c.hours[hour(coupon.At)]
	h.claimed++
	c.hours[hour(coupon.At)] = h
}

func (c *counting) redemption(red offer.Redemption) {
	if red.Drop != c.drop.ID {
		return
	}
	shop := c.named[red.Shop]
	district := cmp.Or(shop.District, "—")
	for key, in := range map[string]map[string]tally{hour(red.Tapped): c.hours, district: c.districts, cmp.Or(shop.Name.Zh, string(red.Shop)): c.shops} {
		t := in[key]
		t.add(red)
		in[key] = t
	}
	c.each.Name = "明细 each"
	c.each.Head = []string{"时间 time", "流水号 serial", "商户 shop", "消费 price", "优惠 off", "结算 owed", "状态 outcome", "原因 why", "首次 first", "离线 offline"}
	owed := 0
	if red.Pays {
		owed = red.Off
	}
	c.each.Lines = append(c.each.Lines, []any{red.Tapped.In(zone).Format(time.DateTime), red.Serial, cmp.Or(shop.Name.Zh, string(red.Shop)), money(red.Price),
		money(red.Off), money(owed), string(red.Outcome), string(red.Why), stamp(red.First), strconv.FormatBool(red.Offline)})
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(time.DateTime)
}

func (t *tally) add(red offer.Redemption) {
	if red.Pays {
		t.owed += red.Off
	}
	switch red.Outcome {
	case offer.Counted:
		t.redeemed, t.price, t.off = t.redeemed+1, t.price+red.Price, t.off+red.Off
	case offer.Conflict:
		t.conflicts++
	}
}

func (c *counting) summary(s offer.Stock) Sheet {
	title := c.drop.Title.Zh
	if c.drop.Rehearsal {
		title += "（演练 rehearsal）"
	}
	lines := [][]any{
		{"场次 drop", string(c.drop.ID)}, {"名称 title", title}, {"开放 opens", c.drop.At.In(zone).Format(time.DateTime)},
		{"总量 stock", s.Total}, {"剩余 left", s.Left}, {"听到 heard", s.Heard}, {"发出 given", s.Given}, {"核销 redeemed", s.Redeemed},
		{"优惠合计 saved", money(s.Saved)}, {"重复使用 conflicts", s.Conflicts}, {"作废 void", s.Void}, {"退回 back", s.Back}, {"抽签参加 entries", s.Entries},
		{"未用 unused", s.Given - s.Redeemed - s.Void - s.Back},
	}
	var codes []op.Code
	for code := range s.Refused {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		lines = append(lines, []any{"未发 refused: " + string(code), s.Refused[code]})
	}
	return Sheet{Name: "汇总 summary", Head: []string{"项目 item", "数值 value"}, Lines: lines}
}

func lines(name string, of map[string]tally) Sheet {
	s := Sheet{Name: name, Head: []string{name, "领取 claimed", "核销 redeemed", "重复 conflicts", "消费 price", "优惠 off", "结算 owed"}}
	var keys []string
	for k := range of {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		t := of[k]
		s.Lines = append(s.Lines, []any{k, t.claimed, t.redeemed, t.conflicts, money(t.price), money(t.off), money(t.owed)})
	}
	return s
}

// CSV writes the sheets one below the other, each under its name, with a mark in
// front that makes spreadsheets read it as UTF-8.
func (r Report) CSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	out := csv.NewWriter(w)
	for i, s := range r.Sheets {
		if i > 0 {
			_ = out.Write([]string{""}) // the writer keeps its first error for Flush
		}
		_ = out.Write([]string{s.Name})
		_ = out.Write(s.Head)
		for _, line := range s.Lines {
			var cells []string
			for _, v := range line {
				cells = append(cells, cell(v))
			}
			_ = out.Write(cells)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// cell writes a value. A text that a spreadsheet would take for a formula gets an
// apostrophe in front: the name of a shop is a person's text.
func cell(v any) string {
	switch v := v.(type) {
	case money:
		return strconv.FormatFloat(float64(v)/100, 'f', 2, 64)
	case int:
		return strconv.Itoa(v)
	case string:
		if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
			return "'" + v
		}
		return v
	}
	return fmt.Sprint(v)
}

// XLSX writes the sheets as a workbook, with numbers as numbers.
func (r Report) XLSX(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	for i, s := range r.Sheets {
		name := cmp.Or(s.Name, "明细 each")
		if i == 0 {
			if err := book.SetSheetName("Sheet1", name); err != nil {
				return fmt.Errorf("write xlsx: %w", err)
			}
		} else if _, err := book.NewSheet(name); err != nil {
			return fmt.Errorf("write xlsx: %w", err)
		}
		if err := fill(book, name, s); err != nil {
			return fmt.Errorf("write xlsx: %w", err)
		}
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	return nil
}

func fill(book *excelize.File, name string, s Sheet) error {
	head := make([]any, len(s.Head))
	for i, h := range s.Head {
		head[i] = h
	}
	for i, line := range append([][]any{head}, s.Lines...) {
		cells := make([]any, len(line))
		for j, v := range line {
			if m, ok := v.(money); ok {
				v = float64(m) / 100
			}
			cells[j] = v
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := book.SetSheetRow(name, at, &cells); err != nil {
			return err
		}
	}
	return nil
}
