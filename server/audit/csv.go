package audit

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"denghuo/server/store"
	"denghuo/shared/audit"
)

// WriteCSV writes all entries that fit, the latest first. Times are the city's. It
// begins with a byte order mark, else Excel reads Chinese wrong.
func WriteCSV(w io.Writer, r *store.Reader, f Filter) (err error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out := csv.NewWriter(w)
	err = out.Write([]string{"n", "at", "by", "roles", "kind", "about", "refused", "prev", "hash"})
	back(r, f, func(e audit.Entry) bool {
		if err == nil && f.wants(e) {
			err = out.Write(line(e))
		}
		return err == nil
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func line(e audit.Entry) []string {
	roles := make([]string, len(e.Roles))
	for i, r := range e.Roles {
		roles[i] = string(r)
	}
	about := ""
	if e.About.Table != "" {
		about = e.About.String()
	}
	cells := []string{strconv.FormatUint(e.N, 10), e.At.In(city).Format(time.RFC3339Nano), string(e.By), strings.Join(roles, " "), e.Kind, about, string(e.Refused), string(e.Prev), string(e.Hash)}
	for i, c := range cells {
		cells[i] = tame(c)
	}
	return cells
}

// tame keeps a spreadsheet from running what a phone has sent: kinds of ops that the
// city does not know are written down as they came.
func tame(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
