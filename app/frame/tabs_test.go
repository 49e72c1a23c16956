package frame

import (
	"fmt"
	"strings"
	"testing"

	"denghuo/app/words"
	"denghuo/shared/person"
)

// TestTabsByRole: each role has its own tabs, and the last is always one's own page.
func TestTabsByRole(t *testing.T) {
	tests := map[string]struct {
		roles  []person.Role
		chosen string
		want   string
	}{
		"nobody":           {nil, "", "进展 报灯 优惠 我的"},
		"cardholder":       {[]person.Role{person.Cardholder}, "crew", "进展 报灯 优惠 我的"},
		"clerk":            {[]person.Role{person.Clerk}, "", "分拣 派单 现场 台账 我的"},
		"crew":             {[]person.Role{person.Crew}, "", "现场 巡查 我的"},
		"officer":          {[]person.Role{person.Officer}, "", "发券 进展 郑点亮 优惠 我的"},
		"shop":             {[]person.Role{person.Merchant}, "", "核销 对账 我的"},
		"admin":            {[]person.Role{person.Admin}, "", "管理 分拣 现场 台账 我的"},
		"two_first":        {[]person.Role{person.Crew, person.Clerk}, "", "分拣 派单 现场 台账 我的"},
		"two_chosen":       {[]person.Role{person.Crew, person.Clerk}, "crew", "现场 巡查 我的"},
		"not_theirs":       {[]person.Role{person.Crew, person.Clerk}, "admin", "分拣 派单 现场 台账 我的"},
		"as_a_resident":    {[]person.Role{person.Clerk}, "resident", "进展 报灯 优惠 我的"},
		"chosen_long_gone": {[]person.Role{person.Merchant}, "clerk", "核销 对账 我的"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := Port{Me: func() person.Actor { return person.Actor{ID: "x", Roles: tt.roles} }, Recall: func(string) string { return tt.chosen }}
			var names []string
			for _, one := range tabs(Part(p)) {
				_, name := one.look()
				names = append(names, words.Zh.Say(name))
			}
			if got := strings.Join(names, " "); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestTabOfAPage: a page without a tab of its own marks the one it belongs to.
func TestTabOfAPage(t *testing.T) {
	for role, want := range map[person.Role]Tab{person.Clerk: Dispatch, person.Admin: Triage} {
		if got := shown(tabs(role), Dispatch); got != want {
			t.Errorf("%s: what is to be sent out is at %s", role, got)
		}
	}
	if got := shown(tabs(person.Clerk), Repair); got != Jobs {
		t.Errorf("a clerk's repair is at %s", got)
	}
	if got := shown(tabs(person.Resident), Lighting); got != Progress {
		t.Errorf("the campaign is at %s", got)
	}
}

// TestHome: where the day begins is the first tab of the first role.
func TestHome(t *testing.T) {
	for role, want := range map[person.Role]string{person.Crew: "/staff/jobs", person.Clerk: "/staff/triage", person.Cardholder: "/offers",
		person.Merchant: "/till", person.Officer: "/staff/drops", person.Admin: "/admin", person.Resident: "/progress"} {
		if got := Home(person.Actor{ID: "x", Roles: []person.Role{role}}); got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
	if parts := fmt.Sprint(Parts(person.Actor{ID: "x", Roles: []person.Role{person.Clerk, person.Crew}})); parts != "[clerk crew resident]" {
		t.Error(parts)
	}
}
