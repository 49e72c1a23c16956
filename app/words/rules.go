package words

import "denghuo/shared/lamp"

// Sentences of the administrator's page of the lamps' rules.
var (
	NavLamps     = T{"报灯规则", "Lamp rules"}
	RulesSub     = T{"改好马上算数：居民的报灯页、分拣台和班组下次联网就换成新的", "It holds at once: report forms, the desk and crews have it at their next contact"}
	RulesShipped = T{"现在用的是自带的规则，主办单位未公布", "These are the rules as shipped; the city has announced none"}
	RulesOffline = T{"没有网络，照常修改。先存在这部手机，联网后生效", "No network. Change as usual; it is kept on this phone and holds once it has gone"}
	RulesSaved   = T{"已保存", "Saved"}
	RulesKept    = T{"已存在这部手机，联网后生效", "Kept on this phone; it holds once it has gone"}
	RulesParts   = T{"规则的各部分", "Parts of the rules"}
	RulesAgain   = T{"下面是现在的规则，还要改就再改一次", "Below are the rules as they are now. Change them again if you still want to"}

	PartFaults    = T{"情况", "Faults"}
	PartDeadlines = T{"时限", "Deadlines"}
	PartDistricts = T{"区县", "Districts"}
	PartCrews     = T{"班组", "Crews"}
	PartReasons   = T{"答复", "Reasons"}
	PartNumbers   = T{"电话", "Numbers"}
	PartCauses    = T{"原因", "Causes"}

	AddFault    = T{"添加一种情况", "Add a fault"}
	AddDistrict = T{"添加一个区县", "Add a district"}
	AddCrew     = T{"添加一个班组", "Add a crew"}
	AddReason   = T{"添加一句答复", "Add a reason"}
	AddNumber   = T{"添加一个电话", "Add a number"}
	AddCause    = T{"添加一个原因", "Add a cause"}

	NameZh      = T{"中文名称", "Name in Chinese"}
	NameEn      = T{"英文名称", "Name in English"}
	RuleSave    = T{"保存", "Save"}
	RuleSaving  = T{"正在保存…", "Saving…"}
	RuleUp      = T{"上移一位", "One place up"}
	RuleOff     = T{"停用", "Switch off"}
	RuleOn      = T{"重新启用", "Switch on"}
	RuleIsOff   = T{"已停用", "Off"}
	RuleOffHint = T{"停用后不再给人选，原来用过的地方照样显示", "Nobody is offered it any more; where it was used it still shows"}

	RuleLevel     = T{"没有危险时算哪一级", "Level where there is no danger"}
	LevelFaults   = T{"这一级的情况：%s", "Faults of this level: %s"}
	HoursAct      = T{"几小时内到场", "Hours until somebody looks"}
	HoursRepair   = T{"几小时内修好", "Hours until it is repaired"}
	HoursHint     = T{"从第一条报告算起，留空就是没有时限", "Counted from the first report; empty for none"}
	HoursAct1     = T{"%s 小时到场", "look within %s h"}
	HoursRepair1  = T{"%s 小时修好", "repaired within %s h"}
	HoursNone     = T{"没有时限", "no deadline"}
	IsAnnounced   = T{"主办单位已向社会公布", "The city has announced it in public"}
	WasAnnounced  = T{"已公布", "Announced"}
	NotAnnounced1 = T{"主办单位未公布", "Not announced"}

	CrewDistricts = T{"管哪些区县", "Its districts"}
	CrewMembers   = T{"有哪些人", "Who is in it"}
	CrewNobody    = T{"还没有人", "nobody yet"}
	CrewCount     = T{"%s 人", "members: %s"}
	CrewNoStaff   = T{"还没有班组账号，先到“账号”里添加", "There are no crew accounts yet. Add them under Accounts"}
	ReasonFor     = T{"在哪一步给人选", "Where it is offered"}
	NumberTel     = T{"电话号码", "Phone number"}
	NumberHint    = T{"有危险时，居民看到的就是这些电话。至少留一个", "Where there is danger, residents are told to call these. One must stay"}
	ReasonOwner   = T{"由谁负责", "Whose it is"}
)

// LevelName says in few words what a level is for.
func (l Lang) LevelName(level lamp.Level) string {
	return say(l, level, []named[lamp.Level]{
		{lamp.P0, T{"有危险", "Danger"}},
		{lamp.P1, T{"好几盏、整条路", "Several lamps, a street"}},
		{lamp.P2, T{"一盏不亮", "One lamp out"}},
		{lamp.P3, T{"偏暗、白天亮着", "Dim, or on by day"}},
		{lamp.P4, T{"没有路灯", "No lamps"}},
	})
}

// OwnerName is who has to act where it is not the lighting office.
func (l Lang) OwnerName(o lamp.Owner) string {
	return say(l, o, []named[lamp.Owner]{
		{lamp.OfCity, T{"市照明单位", "City lighting office"}},
		{lamp.OfDistrict, T{"区县", "The district"}},
		{lamp.OfDeveloper, T{"开发建设单位", "The developer"}},
		{lamp.OfWorks, T{"施工单位", "The builder of the works"}},
		{lamp.OfEstate, T{"小区物业", "The estate's manager"}},
		{lamp.OfPower, T{"供电公司", "The power company"}},
		{lamp.OfUnknown, T{"还不清楚", "Not known"}},
	})
}
