package words

import (
	"strconv"
	"time"
)

// Sentences of the clerk's desk.
var (
	TriageTitle  = T{"报灯分拣", "Sorting"}
	TriageEmpty  = T{"没有待核实的报告", "Nothing to check"}
	TriageNoList = T{"这一栏没有", "Nothing here"}
	TriageNo     = T{"这一页给工作人员用，请先登录", "This page is for staff. Please sign in"}
	People       = T{"人", "people"}
	SearchHint   = T{"搜路名、编号", "Search road or number"}

	DeskReports = T{"条报告，归并为", "reports in"}
	DeskPlaces  = T{"处", "places"}
	DeskComma   = T{"，", ", "}
	DeskUnit    = T{"条", "rep."}
	DeskLate    = T{"超时 %s", "%s late"}
	DeskTiles   = T{"按区县看", "By district"}
	DeskSplit   = T{"按进度看", "By stage"}
	Elsewhere   = T{"其他", "Other"}

	DeskSort    = T{"排序", "Order"}
	DeskFilter  = T{"筛选", "Filter"}
	DeskSearch  = T{"搜索", "Search"}
	DeskAll     = T{"看全部", "Show all"}
	DeskKeys    = T{"快捷键", "Keys"}
	DeskShown   = T{"%s 处", "%s places"}
	PickAll     = T{"全选", "Pick all"}
	PickNone    = T{"取消选择", "Pick none"}
	PickOne     = T{"选择 %s", "Pick %s"}
	OpenOne     = T{"打开 %s", "Open %s"}
	DeskNews    = T{"新到 %s，点这里更新", "%s new. Tap to update"}
	DeskChanged = T{"列表有变动，点这里更新", "The list has changed. Tap to update"}

	Late      = T{"已超时", "Late"}
	LateBy    = T{"超%s", "Over %s"}
	HasPhotos = T{"有照片", "With photos"}
	HasDanger = T{"有危险", "Danger"}
	Many      = T{"%s 人以上", "%s people or more"}
	OlderThan = T{"%s 天以上", "%s days or older"}
	Doubles   = T{"重复 %s", "+%s more"}
	MaybeSame = T{"疑似重复", "Maybe the same"}
	AgainTag  = T{"还不亮 %s 次", "Still dark ×%s"}

	SortUrgent = T{"最急的在前", "Most urgent first"}
	SortAge    = T{"最早的在前", "Oldest first"}
	SortMany   = T{"人多的在前", "Most people first"}
	SortNear   = T{"离我近的在前", "Nearest first"}

	StageNew     = T{"待核实", "To check"}
	StageDouble  = T{"疑似重复", "Doubles"}
	StageReady   = T{"待派单", "To send"}
	StageOut     = T{"已派单", "Sent out"}
	StageWatched = T{"非本市管，留意中", "Not ours, watched"}
	StageDone    = T{"已办结", "Done"}

	PickedPlaces  = T{"已选 %s 处", "%s places"}
	PickedReports = T{"%s 条报告", "%s reports"}
	DoMerge       = T{"合并", "Merge"}
	DoRefuse      = T{"驳回", "Refuse"}
	DoDispatch    = T{"派单", "Dispatch"}
	DoCheck       = T{"核实", "Check"}
	DoReturn      = T{"要求补充", "Ask for more"}
	DoHold        = T{"暂缓", "Hold"}
	DoRecall      = T{"收回派单", "Recall"}
	DoSplit       = T{"拆回", "Split off"}
	DoMore        = T{"更多操作", "More"}
	BulkName      = T{"批量操作", "Actions on what is picked"}

	WhichCrew   = T{"派给哪个班组？", "Which crew?"}
	WhichReason = T{"为什么？", "Why?"}
	WhichMain   = T{"合并到哪一处？", "Into which place?"}
	Suggested   = T{"建议", "suggested"}
	NoCrews     = T{"还没有班组，请管理员先设好", "There are no crews yet. Ask the administrator"}
	MoreWords   = T{"补充说明（报告人会看到）", "More words (the reporter sees them)"}
	WantedWords = T{"要补什么（报告人会看到）", "What is wanted (the reporter sees it)"}
	HoldWords   = T{"为什么暂缓（报告人会看到）", "Why it waits (the reporter sees it)"}
	SkipSome    = T{"%s 处现在不能这样做，会留下", "%s places cannot do this now and stay"}

	DidMerge    = T{"已合并 %s 处", "Merged %s places"}
	DidRefuse   = T{"已驳回 %s 处", "Refused %s places"}
	DidDispatch = T{"已派给%s", "Sent to %s"}
	DidCheck    = T{"已核实 %s 处", "Checked %s places"}
	DidReturn   = T{"已要求补充 %s 处", "Asked for more at %s places"}
	DidHold     = T{"已暂缓 %s 处", "Put %s places on hold"}
	DidRecall   = T{"已收回 %s 处", "Recalled %s places"}
	DidMove     = T{"已办 %s 处", "Done at %s places"}
	DidSplit    = T{"已拆出", "Taken out"}
	DidSet      = T{"已改", "Changed"}
	DidNote     = T{"备注已存", "Note kept"}
	DidAgain    = T{"已再做一次", "Done again"}
	DidUndo     = T{"已撤销", "Undone"}
	Undo        = T{"撤销", "Undo"}
	NotAll      = T{"%s 处没做成：", "%s places were not done: "}

	FirstNames   = T{"别人已处理这处，已保留他的结果", "Already handled by a colleague; theirs kept"}
	SeeDiff      = T{"看差异", "See difference"}
	MineWas      = T{"我的操作", "Mine"}
	TheirsIs     = T{"现在的结果", "As it is now"}
	DoAgain      = T{"再做我的", "Do mine again"}
	LeaveIt      = T{"就这样", "Leave it"}
	NotPossible  = T{"现在的状态下做不了我的操作", "Mine is not possible any more"}
	WasRemoved   = T{"这一处已经没有了", "The place is gone"}
	HandledAt    = T{"%s 办理", "done %s"}
	MergedInto   = T{"并入 %s", "merged into %s"}
	NothingHere  = T{"选一处，在这里看", "Pick a place to see it here"}
	CloseDetail  = T{"收起", "Close"}
	ReportsOf    = T{"%s 条报告", "%s reports"}
	AllReports   = T{"再看 %s 条", "%s more"}
	SplitOut     = T{"不是这一处，拆出", "Not this place: take out"}
	MergedFrom   = T{"由合并来", "came by merging"}
	LetOutPhoto  = T{"给大家看", "Let out"}
	TakeInPhoto  = T{"已公开，收回", "Public: take back"}
	Contact      = T{"电话", "Phone"}
	MaybeTitle   = T{"可能是同一盏灯", "Maybe the same lamp"}
	MaybeOne     = T{"相距 %s 米", "%s m apart"}
	SamePole     = T{"灯杆编号相同", "same pole number"}
	ThisSpot     = T{"这一处", "This one"}
	ThatSpot     = T{"那一处", "That one"}
	MergeHere    = T{"是同一盏，并过来", "Same lamp: merge here"}
	MergeAll     = T{"%s 处都并过来", "Merge all %s here"}
	SectionTitle = T{"200 米内有 %s 处没亮，可能是一段", "%s places within 200 m: perhaps one section"}
	PickSection  = T{"选中这些", "Pick these"}
	MoreSame     = T{"再看 %s 处", "%s more"}
	PartsOf      = T{"并进来的 %s 处", "%s places merged here"}
	NoPhoto      = T{"没有照片", "No photo"}
	History      = T{"经过", "History"}
	OfficeNotes  = T{"内部备注", "Office notes"}
	OfficeHint   = T{"只有工作人员看得到", "Only staff see these"}
	AddNote      = T{"记一条", "Add a note"}
	Facts        = T{"改情况", "Mend the facts"}
	FactFault    = T{"情况", "Fault"}
	FactDanger   = T{"危险", "Danger"}
	FactDistrict = T{"区县", "District"}
	FactRoad     = T{"路名（给大家看）", "Road (everybody sees it)"}
	FactPole     = T{"灯杆编号", "Pole number"}
	SaveFacts    = T{"存好", "Save"}
	FromYou      = T{"距你 %s", "%s from you"}
	Accuracy     = T{"误差约 %s 米", "within about %s m"}
	PromiseAct   = T{"应在 %s 前核实", "To be checked by %s"}
	PromiseFix   = T{"应在 %s 前修好", "To be repaired by %s"}
	PromisePause = T{"暂停计时", "The clock is paused"}
	NoDeadline   = T{"期限主办单位未公布，这是默认值", "The city has announced no deadline; this is the default"}
	OwnerIs      = T{"责任单位：%s", "Whose it is: %s"}
	JobOf        = T{"%s 在办", "with %s"}
	JobBegun     = T{"%s 到场", "began %s"}

	KeysOn    = T{"用单个按键", "Use single keys"}
	KeyMove   = T{"上下移动", "Move"}
	KeyPick   = T{"选中或取消", "Pick or not"}
	KeyOpen   = T{"打开或收起", "Open or close"}
	KeyUndo   = T{"撤销刚才的", "Undo the last"}
	KeySearch = T{"搜索", "Search"}
	KeyHelp   = T{"看这张表", "This list"}
)

// Crews is who lamps are given to until the administrator's room has them.
var Crews = []T{{"二七班组", "Erqi crew"}, {"中原班组", "Zhongyuan crew"}, {"金水班组", "Jinshui crew"}}

// Lasted is how long something has lasted, in one unit: 40分钟, 2小时, 3天.
func (l Lang) Lasted(d time.Duration) string {
	switch minutes := int(d.Minutes()); {
	case minutes < 60:
		return Put(l.Say(T{"%s分钟", "%s min"}), Int(max(0, minutes)))
	case minutes <= 24*60:
		return Put(l.Say(T{"%s小时", "%s h"}), Int(minutes/60))
	default:
		return Put(l.Say(T{"%s天", "%s d"}), Int(minutes/60/24))
	}
}

// DeskAway is a distance: 320 米, 1.2 公里.
func (l Lang) DeskAway(metres float64) string {
	if metres < 1000 {
		return Put(l.Say(T{"%s 米", "%s m"}), Int(int(metres)))
	}
	return Put(l.Say(T{"%s 公里", "%s km"}), strconv.FormatFloat(metres/1000, 'f', 1, 64))
}
