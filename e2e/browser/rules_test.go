package browser

import "testing"

// What an administrator sets is what people choose from: a fault that was added is in
// the residents' form at once, a reason that was switched off is offered to no clerk,
// and all of it works without a network too.
func TestRulesAreTheAdministrators(t *testing.T) {
	c := startCity(t)
	admin, resident, clerk := newPhone(t, c, "rules-admin"), newPhone(t, c, "rules-resident"), newPhone(t, c, "rules-clerk")
	resident.open("/report")
	resident.alive()
	resident.readsNot("灯光刺眼")
	signIn(admin, "admin")
	admin.open("/admin")
	admin.alive()
	admin.tapText("报灯规则")
	admin.reads("现在用的是自带的规则，主办单位未公布")

	admin.tap("#add")
	admin.tap("#rule-save")
	admin.reads("还缺：名称")
	admin.fill("#zh-new", "灯不亮")
	admin.fill("#en-new", "Glare")
	admin.tap("#rule-save")
	admin.reads("已经有叫这个名字的了")
	admin.fill("#zh-new", "灯光刺眼")
	admin.tap("#level-new-P3")
	admin.shot("rules-zh-light")
	admin.tap("#rule-save")
	admin.see(`document.querySelector("#saved")?.innerText === "已保存"`, "that it is saved")
	admin.readsNot("现在用的是自带的规则")
	resident.reads("灯光刺眼")

	admin.tap("#part-deadlines")
	admin.see(`location.search === "?part=deadlines"`, "the part in the address")
	admin.see(`document.querySelector("#line-P2").innerText.includes("主办单位未公布")`, "that no deadline is announced")
	admin.tap("#line-P2")
	admin.fill("#act-P2", "48")
	admin.fill("#repair-P2", "24")
	admin.tap("#rule-save")
	admin.reads("时限填得不对")
	admin.fill("#act-P2", "12")
	admin.fill("#repair-P2", "48")
	admin.tap("#announced-P2")
	admin.tap("#rule-save")
	admin.see(`document.querySelector("#line-P2").innerText.includes("12 小时到场 · 48 小时修好 · 已公布")`, "the new deadline")

	admin.tap("#part-numbers")
	admin.tap("#line-power")
	admin.fill("#tel-power", "call them")
	admin.tap("#rule-save")
	admin.reads("电话号码填得不对")
	admin.fill("#tel-power", "0371-95598")
	admin.tap("#rule-save")
	resident.tapText("电线裸露")
	resident.see(`document.querySelector("a[href='tel:0371-95598']")?.innerText === "供电抢修 0371-95598" && document.querySelector("a[href='tel:110']")`, "the city's numbers")
	resident.tapText("没有危险")

	resident.tapText("灯光刺眼")
	resident.fill("#words", "桐柏路")
	resident.tap("#submit")
	resident.see(`document.body.innerText.includes("ZZ-0001")`, "a number")
	signIn(clerk, "clerk")
	offered := func() {
		clerk.open("/staff/triage")
		clerk.alive()
		clerk.reads("灯光刺眼")
		clerk.tap("[id^=open-]")
		clerk.tap("#one-refuse")
		clerk.see(`document.querySelector("#why-outside")`, "the reasons")
	}
	offered()
	clerk.see(`document.querySelector("#why-by_design")`, "a reason that is offered")

	admin.offline()
	admin.tap("#part-causes")
	admin.reads("照常修改")
	admin.tap("#line-cable")
	admin.tap("#rule-up")
	admin.see(`document.querySelector("[id^=line-]").id === "line-cable"`, "the second to be the first")
	admin.tap("#part-reasons")
	admin.tap("#line-by_design")
	admin.tap("#rule-off")
	admin.see(`document.querySelector("#saved")?.innerText.includes("已存在这部手机")`, "that it waits")
	admin.see(`document.querySelector("#line-by_design").innerText.includes("已停用")`, "it off on this phone")
	admin.online()
	clerk.see(`!document.querySelector("#why-by_design")`, "it offered no more")
	clerk.see(`document.querySelector("#why-outside")`, "the others")
}

func TestRulesInEveryLook(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "rules-looks")
	signIn(p, "admin")
	p.inEveryLook("/admin/lamps", "/admin/lamps?part=deadlines", "/admin/lamps?part=crews", "/admin/lamps?part=reasons")
}
