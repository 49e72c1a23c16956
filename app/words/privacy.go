package words

import (
	"strconv"
	"strings"
	"time"

	"denghuo/shared/privacy"
)

// Sentences of the page of what the city keeps.
var (
	MyData        = T{"我的数据", "My data"}
	MyDataSub     = T{"市端保存了什么、为什么、多久", "What the city keeps, why, and for how long"}
	MyDataGet     = T{"下载我的数据", "Download my data"}
	MyDataGetSub  = T{"一个压缩包：记录、照片和说明", "One archive: records, photos, and what they are"}
	MyDataForget  = T{"删除我的数据", "Delete my data"}
	ForgetAsk     = T{"删除后不能恢复", "This cannot be undone"}
	ForgetSub     = T{"照片和联系方式删除，市民卡解绑，所有设备退出登录。报灯和领券的记录为记账保留，换成随机代号，看不出是谁。再绑这张卡，要等发卡方下次更新名册。", "Photos and contact data are deleted, the card is unbound, every device is signed out. Reports and coupons stay for the books under a random name that tells nobody who it was. To bind this card again, the issuer has to bring the register up to date first."}
	ForgetWaiting = T{"这部手机里还没发出的 %s 条也会删掉", "%s that have not gone from this phone are deleted as well"}
	Forgotten     = T{"已删除", "Deleted"}
	KeptHow       = T{"保存多久", "How long"}
	KeptWhy       = T{"为什么", "Why"}
	KeptBy        = T{"谁能看", "Who reads it"}
	KeptAfter     = T{"要求删除后", "After deletion"}
)

// kept says what each line of the table is.
var kept = map[string]T{
	"report":      {"你报的灯：位置、情况、说明、时间", "Lamps you reported: place, fault, note, time"},
	"photo":       {"你的照片的登记：大小、谁发的", "The entry of your photos: size, who sent them"},
	"voice":       {"你说过哪一处不亮", "Which places you said are dark"},
	"mover":       {"谁把一处改成了现在的状态", "Who moved a place to its present state"},
	"told":        {"一处灯有哪几条报告", "Which reports a place has"},
	"likely":      {"市端猜哪几处是同一盏灯", "Which places the city thinks are the same lamp"},
	"past":        {"一处灯上做过的操作的编号", "The numbers of what was done at a place"},
	"job":         {"派给哪个班组、结果、修后照片", "Which crew went, what came of it, photos of the repair"},
	"office_note": {"工作人员之间的备注", "Notes between the staff"},
	"crew":        {"班组里有谁", "Who is in a crew"},
	"shown":       {"工作人员允许公开的照片", "Photos that the staff let everybody see"},
	"spot":        {"一处灯的公开状态，位置取整，不含任何人的信息", "A lamp's public state, position rounded, naming nobody"},
	"patrol":      {"工作人员的巡视：谁、何时、走了哪些路", "Patrols of the staff: who, when, along which roads"},
	"section":     {"工作人员写下的亮灯路段", "Road sections that the staff brought to light"},
	"blind":       {"工作人员写下的照明薄弱处", "Blind spots that the staff wrote down"},
	"work":        {"工作人员手写的维修", "Repairs that the staff wrote down by hand"},
	"claim":       {"你申请过哪一场的券", "Which drops you asked for a coupon"},
	"coupon":      {"你得到的券", "Coupons you were given"},
	"redemption":  {"券在哪家店用的，消费和优惠多少", "Where a coupon was spent, for how much, and what it saved"},
	"showing":     {"哪家店正在看你的券", "Which shop is looking at your coupon"},
	"entry":       {"你参加的抽签", "The draws you entered"},
	"winners":     {"中签的人里谁还没拿到券", "Which winners of a draw still get their coupon"},
	"coupon_code": {"券码和券的对应", "Which code belongs to which coupon"},
	"till_day":    {"每家店每天的合计", "Each shop's sums of a day"},
	"drop_board":  {"每一场的进度", "How each drop is going"},
	"plan":        {"准备中的发券方案，谁写的、谁复核的", "Drops in preparation: who wrote and who reviewed them"},
	"draw_seed":   {"抽签前保密的种子", "The secret seed of a draw, before it is drawn"},
	"device":      {"这部手机的身份：一串随机号，绑了哪张卡", "This phone's identity: a random name, and the card it is bound to"},
	"account":     {"账号：名字（持卡人只留姓）和身份", "The account: name (of cardholders only the family name) and roles"},
	"secret":      {"密码的散列值和通行密钥的公钥", "The password's hash and the public part of passkeys"},
	"session":     {"哪些设备登录着、从何时到何时", "Which devices are signed in, from when to when"},
	"login":       {"哪个账号名归谁用", "Whose a login is"},
	"admins":      {"谁是管理员", "Who the administrators are"},
	"key":         {"登录凭证的散列值", "Hashes of the tokens of sign-ins"},
	"held":        {"一个人有哪几处登录", "Which sign-ins a person has"},
	"card":        {"市民卡名册：卡号和姓名的加密散列、姓、加密的手机号", "The card register: keyed hashes of number and name, the family name, the encrypted phone number"},
	"holder":      {"哪位持卡人是哪张卡（只有散列值）", "Which card a cardholder has bound (as hashes)"},
	"code":        {"验证码的加密散列", "Keyed hashes of one-time codes"},
	"sending":     {"验证码发送次数，卡、手机号、网络地址和设备都只存散列", "How often codes were sent; card, phone, address and device only as hashes"},
	"mark":        {"这部手机的操作办到了第几条", "How far this phone's actions have been heard"},
	"answer":      {"没通过的操作和原因", "Actions that were not accepted, and why"},
	"audit":       {"审计记录：谁在何时做了什么", "The audit log: who did what and when"},
	"audit_head":  {"审计记录到第几条，用来发现改动", "Where the audit log ends, so that a change of it shows"},
	"count":       {"报灯编号计数", "The running number of reports"},
	"stock":       {"每一场还剩多少张券", "How many coupons a drop has left"},
	"picture":     {"照片本身，拍摄地点等附带信息已去掉", "The photos themselves, without place or other hidden data"},
	"gone":        {"哪些记录已经没有了，好让手机也删掉", "Which records are gone, so that phones delete them too"},
	"backup":      {"备份，里面是同样的内容", "Backups, holding the same"},
	"keys":        {"市端自己的密钥", "The city's own keys"},
	"phone":       {"存在你手机里的：身份、待发送、照片、设置", "What is on your own phone: identity, outbox, photos, settings"},
}

// KeptName says what a line of the table is.
func (l Lang) KeptName(k privacy.Kept) string {
	if what, ok := kept[k.Name]; ok {
		return l.Say(what)
	}
	return k.Name
}

// KeptBasis says why something may be kept.
func (l Lang) KeptBasis(b privacy.Basis) string {
	return say(l, b, []named[privacy.Basis]{
		{privacy.Task, T{"公共照明和便民服务的法定职责", "A public task by law"}},
		{privacy.Service, T{"你要的服务离不开它", "The service you asked for needs it"}},
		{privacy.Consent, T{"你同意过，可以收回", "You agreed, and may take it back"}},
		{privacy.Safety, T{"网络安全法的要求，防止冒用", "The law on network security, and against misuse"}},
		{privacy.Books, T{"公共资金要记账", "Public money is accounted for"}},
	})
}

// KeptReader says who reads something.
func (l Lang) KeptReader(r privacy.Reader) string {
	return say(l, r, []named[privacy.Reader]{
		{privacy.You, T{"你", "You"}}, {privacy.Staff, T{"工作人员", "Staff"}}, {privacy.Admin, T{"管理员", "Administrator"}}, {privacy.Shop, T{"用券的商户", "The shop"}},
		{privacy.Nobody, T{"只有程序自己", "Only the program itself"}}, {privacy.All, T{"所有人", "Everybody"}},
	})
}

// KeptTerm says for how long something is kept.
func (l Lang) KeptTerm(t privacy.Term) string {
	return Put(say(l, t.From, []named[privacy.Moment]{
		{privacy.Made, T{"产生后 %s 天", "%s days after it was made"}},
		{privacy.Ended, T{"失效后 %s 天", "%s days after it ended"}},
		{privacy.Used, T{"最后一次用到后 %s 天", "%s days after it was last used"}},
		{privacy.Lit, T{"亮灯后公开 %s 天", "Public for %s days after the lamp is lit"}},
		{privacy.Listed, T{"名册里不再有这张卡后 %s 天", "%s days after the register last had the card"}},
		{privacy.Deleted, T{"到你要求删除为止", "Until you have it deleted"}},
		{privacy.Account, T{"账号在就保留", "As long as there is the account"}},
		{privacy.Operator, T{"由运行单位决定", "As the operator decides"}},
		{privacy.Always, T{"一直保留，里面没有任何人的信息", "For good; it names nobody"}},
	}), strconv.Itoa(t.Days))
}

// KeptFate says what is left after a person has all of theirs deleted.
func (l Lang) KeptFate(f privacy.Fate) string {
	return say(l, f, []named[privacy.Fate]{
		{privacy.Gone, T{"立即删除", "Deleted at once"}},
		{privacy.Pseudonym, T{"换成随机代号，说明、照片和精确位置删除", "Stays under a random name; note, photos and exact position are deleted"}},
		{privacy.Stays, T{"到期前保留，不指向你", "Stays for its period and does not point to you"}},
		{privacy.Cut, T{"与你的关系解除，姓和手机号清空", "The tie to you is cut, family name and phone number are emptied"}},
	})
}

// CodeText is the text of a message with a one-time code, for gateways that take a
// whole text.
func CodeText(code string, minutes int) (zh, en string) {
	n := strconv.Itoa(minutes)
	return "【灯火】绑卡验证码 " + code + "，" + n + " 分钟内有效。不是你本人操作请忽略，不要告诉任何人。",
		"Denghuo: your code is " + code + ", valid for " + n + " minutes. If this was not you, ignore it, and tell it to nobody."
}

// ArchiveReadme is the README.txt of an archive of somebody's data, in both languages:
// what each file is.
func ArchiveReadme(tables []string, at time.Time) string {
	var b strings.Builder
	for _, lang := range []Lang{Zh, En} {
		b.WriteString(Put(lang.Say(archiveHead), at.In(Zone).Format("2006-01-02 15:04")) + "\n\n")
		for _, name := range tables {
			if k, ok := privacy.Of(name); ok {
				b.WriteString("records/" + name + ".json\n    " + lang.KeptName(k) + "\n    " + lang.Say(KeptWhy) + ": " + lang.KeptBasis(k.Why) +
					" · " + lang.Say(KeptHow) + ": " + lang.KeptTerm(k.Term) + "\n")
			}
		}
		b.WriteString(lang.Say(archiveFoot) + "\n\n")
	}
	return b.String()
}

var (
	archiveHead = T{"灯火：市端在 %s 保存的你的全部数据", "Denghuo: everything that the city held of you at %s"}
	archiveFoot = T{"card.json 是绑定的市民卡（已遮盖），photos 里是你发的照片。\n时间是世界协调时（UTC），位置是 WGS-84 坐标。\n想删除，在“我的 → 我的数据”里选“删除我的数据”。",
		"card.json is the card that is bound (masked); photos holds the photos you sent.\nTimes are UTC, positions are WGS-84.\nTo delete all of it, choose Me, My data, Delete my data."}
)
