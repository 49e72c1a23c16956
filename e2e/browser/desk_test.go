package browser

import (
	"os"
	"testing"
)

// TestDeskShots is how the desk looks.
func TestDeskShots(t *testing.T) {
	c := startScript(t)
	p := newPhone(t, c, "clerk")
	signIn(p, "clerk")
	p.open("/staff/triage")
	p.alive()
	p.see(`document.querySelectorAll(".zz-trow").length > 5`, "rows")
	p.eval(`""`)
	p.shot("tmp-desk")
	p.tap("#d-zhongyuan")
	p.see(`location.search === "?d=zhongyuan"`, "the district in the address")
	p.shot("tmp-desk-zy")
	p.tap(".zz-trow input")
	p.see(`document.querySelector(".zz-bulk")`, "the bar")
	p.shot("tmp-desk-bulk")
	p.tap(".zz-trow__b")
	p.see(`document.querySelector("#detail")`, "detail")
	p.eval(`scrollTo(0, 500); ""`)
	p.shot("tmp-desk-open")
	_ = os.Stdout
}
