//go:build !resident

package shell

import (
	"denghuo/app/admin"
	"denghuo/app/book"
	"denghuo/app/crew"
	"denghuo/app/drops"
	"denghuo/app/frame"
	"denghuo/app/till"
	"denghuo/app/triage"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// recalled counts for the tab of a crew's jobs.
func recalled(p frame.Port) func() int { return func() int { return crew.Recalls(p) } }

// desks are the screens of staff and shops.
func desks(route func(path string, screen func(frame.Port) app.Composer)) {
	route("/staff/triage", triage.Screen)
	route("/staff/jobs", crew.Jobs)
	route("/staff/patrol", crew.Patrol)
	route("/staff/repair", crew.Repair)
	route("/staff/ledger", book.Screen)
	route("/staff/ledger/write", book.Write)
	route("/staff/ledger/inventory", book.Import)
	route("/admin", admin.Accounts)
	route("/admin/lamps", admin.Lamps)
	route("/admin/cards", admin.Cards)
	route("/admin/audit", admin.Audit)
	route("/staff/drops", drops.Screen)
	route("/till", till.Screen)
	route("/till/account", till.Account)
}
