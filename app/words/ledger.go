package words

import (
	"strconv"
	"time"

	"denghuo/shared/ledger"
	"denghuo/shared/op"
)

// Sentences of the ledger's room.
var (
	TabLedger    = T{"台账", "Ledger"}
	LedgerTitle  = T{"照明台账", "Lighting ledger"}
	LedgerNo     = T{"这一页给工作人员用，请先登录", "This page is for staff. Please sign in"}
	LedgerSpan   = T{"看哪一段时间", "Which time"}
	SpanQuarter  = T{"本季度", "Quarter"}
	SpanMonth    = T{"本月", "Month"}
	SpanYear     = T{"今年", "Year"}
	SpanAll      = T{"全部", "All"}
	LedgerFromTo = T{"%s 至今", "%s to now"}
	LedgerSince  = T{"从有记录起", "Since the first entry"}
	LedgerEmpty  = T{"还没有这段时间的数字", "No figures for this period yet"}
	LedgerWrite  = T{"记一笔", "Write an entry"}
	LedgerBook   = T{"手工记录", "Entries by hand"}
	LedgerImport = T{"路灯清册", "Inventory of lamps"}

	SectionsLit   = T{"条路段亮了", "sections lit"}
	DarkLegend    = T{"复亮 %s 条（有灯不亮）", "%s relit (had lamps)"}
	NoLampLegend  = T{"新装 %s 条（有路无灯）", "%s newly fitted (had none)"}
	LampsCut      = T{"图上最多画 60 盏", "The picture shows 60 at most"}
	PrintedIs     = T{"通报 %s", "Notice: %s"}
	PrintedWhy    = T{"“通报”是%s为止市里公布的数，按市里自己的台账；大的数字只数这个系统里有记录、能点开看的，时间段也不同，所以可以不一样。", "“Notice” is what the city published up to %s from its own books. The large figures count only what this system has on record and can open, over another time, so the two may differ."}
	NoControllers = T{"还没有接入单灯控制器，没有可以数的", "No lamp controllers are connected yet, so there is nothing to count"}
	LeftOut       = T{"没有计入 %s 条", "%s not counted"}
	LeftOutTitle  = T{"没有计入的", "Not counted"}
	LeftNotLit    = T{"还没写亮灯日期", "No day of light is written yet"}
	LeftTemp      = T{"只是临时保亮", "Only lit for now"}
	LeftDark      = T{"14 天内又说不亮，要等再修", "Said to be dark again within 14 days"}

	BarsDays    = T{"修好的路灯，按日", "Lamps repaired, by day"}
	BarsTitle   = T{"修好的路灯，按月", "Lamps repaired, by month"}
	FunnelTitle = T{"从报到亮，走到哪一步", "From report to light"}
	FunnelAll   = T{"报到的处", "Places reported"}
	FunnelSeen  = T{"核实过", "Checked"}
	FunnelSent  = T{"派过单", "Given to a crew"}
	FunnelFixed = T{"修好过", "Fixed"}
	FunnelLit   = T{"亮了", "Lit"}

	TimesTitle  = T{"多久修亮", "Time to light"}
	TimesHint   = T{"从第一次报到亮灯。中位数，括号里九成不超过", "From the first report to light. Median; nine of ten took at most what is in brackets"}
	TimesWhole  = T{"全部", "All"}
	TimesNone   = T{"这段时间还没有亮起来的", "Nothing came to light in this period yet"}
	TimesMost   = T{"（%s）", " (%s)"}
	TimesOne    = T{"%s 处", "%s places"}
	LateTitle   = T{"超过时限", "Overdue"}
	LateNone    = T{"没有超时的", "Nothing is overdue"}
	LateAll     = T{"去分拣台看全部", "See all at the desk"}
	HotTitle    = T{"反复不亮的地方", "Places that come back"}
	HotHint     = T{"同一根灯杆，或同一个约 45 米的方格，报过或说还不亮两次以上", "The same pole, or the same square of about 45 m, reported or said to be dark twice or more"}
	HotTimes    = T{"%s 次", "%s times"}
	HotNone     = T{"没有", "None"}
	RatesHead   = T{"亮灯率、设施完好率", "Lit rate and intact rate"}
	RateLit     = T{"亮灯率", "Lit rate"}
	RateIntact  = T{"设施完好率", "Intact rate"}
	RateOf      = T{"%s 盏里 %s 盏不亮", "%s lamps, %s dark"}
	RateOfThing = T{"%s 件里 %s 件坏", "%s things, %s not whole"}
	RatesHow    = T{"亮：清册没说不亮，也没有核实过的报告。只舍不入。", "Lit: neither the inventory nor a checked report says that it is dark. Cut, never rounded up."}
	RatesAsOf   = T{"截至 %s", "As of %s"}
	NoInventory = T{"没有路灯清册，算不了亮灯率和设施完好率", "Without an inventory of lamps there is no lit rate and no intact rate"}
	NoInvHow    = T{"导入一份 CSV 或 GeoJSON（灯杆编号、位置、路名、区县），这里就有了。也可以在服务器上运行 denghuo import lamps 文件名", "Bring in a CSV or GeoJSON (pole number, place, road, district). Or run denghuo import lamps FILE on the server"}
	IllDark     = T{"不亮", "Dark"}
	IllBroken   = T{"损坏", "Broken"}
	IllFirst    = T{"只列前 %s 件", "The first %s only"}
	ByDistrict  = T{"按区县", "By district"}

	ExportTitle = T{"导出", "Export"}
	ExportWhat  = T{"哪一张表", "Which table"}
	ExportAll   = T{"全部（只有 XLSX）", "Everything (XLSX only)"}
	ExportHint  = T{"文件里是全部时间的记录，要联网", "The files have all times. A network is needed"}
	SheetJobs   = T{"派单", "Jobs"}
	SheetSpots  = T{"报灯处", "Places"}

	PartCount   = T{"%s 条记录", "%s records"}
	Before      = T{"修前", "Before"}
	After       = T{"修后", "After"}
	NoBefore    = T{"没有修前照片", "No photo from before"}
	NoAfter     = T{"没有修后照片", "No photo from after"}
	GoSpot      = T{"看这一处", "See the place"}
	WrittenAt   = T{"%s 记", "written %s"}
	StruckOut   = T{"已划掉，不计数", "Struck out, not counted"}
	CorrectIt   = T{"更正", "Correct"}
	MendedTimes = T{"更正过 %s 次，看原来写的", "Corrected (%s): see what it said"}
	MendedAt    = T{"%s 更正：%s", "Corrected %s: %s"}
	WasSaid     = T{"原来：", "It said: "}
	OnPatrol    = T{"巡视 %s", "Patrol %s"}
	Struck      = T{"划掉", "Struck"}

	OwnCount     = T{"本系统数到 %s", "Counted here: %s"}
	OwnAsOf      = T{"“本系统数到”从%s起，截至 %s", "“Counted here” is from %s, as of %s"}
	KindSection  = T{"亮灯路段", "Section lit"}
	KindBlind    = T{"照明薄弱处", "Blind spot"}
	KindWork     = T{"维修", "Repair"}
	KindPatrol   = T{"巡视", "Patrol"}
	WriteHint    = T{"没有网络也能记，先存在这部手机", "Works without a network; it is kept on this phone first"}
	WriteMend    = T{"更正", "Correction"}
	WriteGone    = T{"这条记录不在这部手机上", "This entry is not on this phone"}
	FieldRoad    = T{"路名或地点", "Road or place"}
	FieldEnds    = T{"从哪到哪", "From where to where"}
	FieldKind    = T{"哪一种", "Which kind"}
	KindDark     = T{"有灯不亮", "Had lamps, dark"}
	KindNoLamp   = T{"有路无灯", "Had no lamps"}
	FieldMetres  = T{"长度（米）", "Length (metres)"}
	FieldBegun   = T{"开工日期", "Begun on"}
	FieldLit     = T{"亮灯日期", "Lit on"}
	HintLit      = T{"还没亮就空着，那就先不计数", "Leave it empty while it is dark: then it does not count yet"}
	FieldFound   = T{"发现日期", "Found on"}
	FieldCure    = T{"怎么处理的", "How it was dealt with"}
	CureNone     = T{"还没处理", "Not yet"}
	CureMoved    = T{"灯杆回迁", "Pole moved back"}
	CureTemp     = T{"临时保亮", "Lit for now"}
	FieldCured   = T{"处理日期", "Dealt with on"}
	FieldAt      = T{"什么时候修的", "When it was done"}
	FieldLamps   = T{"路灯（盏）", "Lamps"}
	FieldFacil   = T{"设施（处）", "Facilities"}
	FieldHigh    = T{"高压故障（处）", "High-voltage faults"}
	FieldLow     = T{"低压故障（处）", "Low-voltage faults"}
	FieldBoxes   = T{"箱台变（处）", "Transformers"}
	SomeLamps    = T{"路灯 %s 盏", "%s lamps"}
	SomeFacil    = T{"设施 %s 处", "%s facilities"}
	SomeHigh     = T{"高压 %s 处", "%s high-voltage"}
	SomeLow      = T{"低压 %s 处", "%s low-voltage"}
	SomeBoxes    = T{"箱台变 %s 处", "%s transformers"}
	FieldCause   = T{"原因", "Cause"}
	FieldCrew    = T{"班组", "Crew"}
	FieldNote    = T{"说明", "Note"}
	FieldBegan   = T{"开始", "Began"}
	FieldEnded   = T{"结束", "Ended"}
	FieldRoads   = T{"走了哪些路", "Which roads"}
	HintRoads    = T{"用顿号隔开，走两次就写两次，一次算一条次", "With commas between them. A road that was gone twice stands twice"}
	FieldReports = T{"来自哪些报告", "Reports that it came from"}
	HintReports  = T{"写报告编号，用顿号隔开；不写也行", "Their numbers, with commas between them; not needed"}
	FieldPole    = T{"灯杆编号", "Pole number"}
	HintPole     = T{"不写也行。查到就填好路名和区县", "Not needed. If it is known, road and district are filled in"}
	FindPole     = T{"查", "Find"}
	FindingPole  = T{"查找中…", "Looking…"}
	PoleFound    = T{"查到：%s", "Found: %s"}
	PoleUnknown  = T{"清册里没有这个编号，请写路名", "The inventory has no such number. Write the road"}
	PoleOffline  = T{"没有网络，查不了清册，请写路名", "No network to look it up. Write the road"}
	FieldWhy     = T{"为什么改", "Why it is changed"}
	StrikeIt     = T{"划掉这条，不再计数", "Strike it out: it counts no more"}
	NotChosen    = T{"不写", "Not said"}
	SaveEntry    = T{"存好", "Save"}
	SavingEntry  = T{"保存中…", "Saving…"}
	EntrySaved   = T{"已存在这部手机，有网络就送出", "Saved on this phone; it goes out with a network"}
	WriteMore    = T{"再记一笔", "Write another"}
	ToLedger     = T{"回台账", "To the ledger"}
	BookEmpty    = T{"这段时间没有手工记录", "Nothing was written by hand in this period"}

	ImportForm    = T{"选一份 CSV 或 GeoJSON 文件。第一行写列名，必须有“灯杆编号”；可以有类型、纬度、经度、路名、区县、状态、起始日期。坐标用 WGS-84。", "Choose a CSV or GeoJSON file. The first line names the columns: “pole” must be there; sort, lat, lon, road, district, health, since may be. Positions in WGS-84."}
	ImportWhole   = T{"有一行不对，就一行也不收；改好再来。同一份文件再导一次，什么也不会变。", "If one line is wrong, none is taken: mend it and come again. The same file again changes nothing."}
	ImportPick    = T{"选文件", "Choose a file"}
	ImportPicked  = T{"已选：%s", "Chosen: %s"}
	ImportNow     = T{"导入", "Bring in"}
	ImportDoing   = T{"导入中…", "Bringing in…"}
	ImportOffline = T{"没有网络，不能导入", "Without a network nothing can be brought in"}
	ImportDone    = T{"已导入", "Brought in"}
	ImportNone    = T{"没有导入：%s 行不对", "Nothing was brought in: %s wrong lines"}
	ImportLines   = T{"读到", "Read"}
	ImportAdded   = T{"新增", "New"}
	ImportChanged = T{"有改动", "Changed"}
	ImportSame    = T{"没变", "The same"}
	ImportLine    = T{"第 %s 行", "Line %s"}
	ImportPoint   = T{"第 %s 个点", "Feature %s"}
	ImportFirst   = T{"只列前 %s 个", "The first %s only"}
	ImportBroken  = T{"市端在中途停下了，前面 %s 条已收。再导一次同一份文件就会接着来", "The city stopped in the middle after %s lines. Bring the same file in again and it goes on"}
	ImportHas     = T{"现有清册", "The inventory now"}
	ImportHasNone = T{"还没有清册", "There is no inventory yet"}
	ImportLampsN  = T{"路灯 %s 盏，箱变和控制箱 %s 件", "%s lamps, %s boxes and cabinets"}
	NoDistrict    = T{"没写区县", "No district"}
)

// FigureName is what a counted figure is called in a list.
func (l Lang) FigureName(n ledger.Name) string { return l.Say(figureName(n)) }

func figureName(n ledger.Name) T {
	switch n {
	case ledger.AddSections:
		return T{"亮灯路段", "Sections lit"}
	case ledger.AddKm:
		return T{"亮灯里程", "Length lit"}
	case ledger.AddDarkSections:
		return T{"有灯不亮", "Had lamps"}
	case ledger.AddDarkKm, ledger.AddNoLampKm:
		return T{"里程", "Length"}
	case ledger.AddNoLampSections:
		return T{"有路无灯", "Had none"}
	case ledger.SubFound:
		return T{"排查出", "Found"}
	case ledger.SubDone:
		return T{"完成整治", "Put right"}
	case ledger.SubMoved:
		return CureMoved
	case ledger.SubTemporary:
		return CureTemp
	case ledger.SubOther:
		return T{"其他办法亮了", "Lit otherwise"}
	case ledger.DivPatrols:
		return T{"巡视道路", "Roads patrolled"}
	case ledger.DivWay:
		return T{"巡视里程", "Way patrolled"}
	case ledger.DivBoxes:
		return T{"巡视箱台变", "Transformers seen"}
	case ledger.DivLamps:
		return T{"维修路灯", "Lamps repaired"}
	case ledger.DivFacilities:
		return T{"维修设施", "Facilities"}
	case ledger.DivFaults:
		return T{"高低压故障", "Voltage faults"}
	case ledger.DivMended:
		return T{"修好箱台变", "Transformers mended"}
	}
	return T{string(n), string(n)}
}

// FigureUnit is what a figure's pieces are; a length is in kilometres.
func (l Lang) FigureUnit(n ledger.Name) string {
	switch n {
	case ledger.AddKm, ledger.AddDarkKm, ledger.AddNoLampKm, ledger.DivWay:
		return l.Say(Km)
	case ledger.AddSections, ledger.AddDarkSections, ledger.AddNoLampSections:
		return l.Say(T{"条", ""})
	case ledger.DivPatrols:
		return l.Say(T{"条次", ""})
	case ledger.DivLamps:
		return l.Say(T{"盏", ""})
	}
	return l.Say(T{"处", ""})
}

// Date writes a day with its year: 2026年11月2日.
func (l Lang) Date(t time.Time) string {
	year := Int(t.In(Zone).Year())
	return l.Say(T{year + "年" + l.Day(t), l.Day(t) + " " + year})
}

// FigureValue writes a count, or metres as kilometres.
func FigureValue(n ledger.Name, v int) string {
	if n.Length() {
		return strconv.FormatFloat(float64(v/10)/100, 'f', -1, 64)
	}
	return Int(v)
}

// Tenths writes tenths of a percent: 97.5%.
func Tenths(n int) string { return strconv.FormatFloat(float64(n)/10, 'f', 1, 64) + "%" }

// LampLine says what is wrong with a line of the inventory, or with the file.
func (l Lang) LampLine(r op.Refusal) string {
	switch r.Code {
	case "lamps_header":
		return l.Say(T{"第一行没有“灯杆编号”这一列（pole）", "The first line has no column “pole”"})
	case "lamps_json":
		return l.Say(T{"这不是 GeoJSON 的 FeatureCollection", "This is no GeoJSON FeatureCollection"})
	case "bad_point":
		return l.Say(T{"位置不对，或不在郑州：经纬度常常写反", "The position is not right or not in the city: the two numbers are often swapped"})
	case "bad_sort":
		return l.Say(T{"类型不认识，写 路灯、箱变 或 控制箱", "Unknown sort. Write lamp, box or cabinet"})
	case "bad_health":
		return l.Say(T{"状态不认识，写 正常、不亮 或 损坏", "Unknown health. Write ok, out or damaged"})
	case "bad_day":
		return l.Say(T{"日期不对，写 2026-11-02", "The date is not right. Write 2026-11-02"})
	case "twice":
		return l.Say(T{"这个编号在文件里出现了两次", "The number is in the file twice"})
	}
	return l.Refusal(r)
}
