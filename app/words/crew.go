package words

import (
	"strconv"

	"denghuo/shared/lamp"
)

// Sentences of the crew's phone: today's jobs and one of them.
var (
	TabJobs     = T{"现场", "Field"}
	TabPatrol   = T{"巡查", "Patrol"}
	TabDispatch = T{"派单", "Send"}
	JobsTitle   = T{"今天 %s 处", "%s jobs today"}
	JobsNone    = T{"今天没有工单", "No jobs today"}
	JobsNoneSub = T{"派来了会在这里出现，也会下载到这部手机", "What is sent to you appears here and is kept on this phone"}
	JobsHere    = T{"离线。工单已下载到本机", "Offline. Jobs are on this phone"}
	JobsWait    = T{"离线。工单在本机，%s 条等网络", "Offline. Jobs are here, %s wait"}
	JobsNo      = T{"这一页给班组用，请先登录", "This page is for crews. Please sign in"}
	NoCrewYet   = T{"你还没分到班组，先看全部", "You are in no crew yet: all jobs are shown"}
	WhoseJobs   = T{"看哪个班组的", "Whose jobs"}
	CrewsAll    = T{"全部", "All"}
	ByNear      = T{"按远近", "Nearest"}
	ByUrgent    = T{"按急缓", "Urgent"}
	FindMe      = T{"看离我多远", "How far from me"}
	FindingMe   = T{"正在定位…", "Locating…"}
	NoFix       = T{"没有定位，先按急缓排", "No position: the most urgent first"}
	AwayIs      = T{"距你约 ", "About "}
	AwayTo      = T{"，%s方向", " to the %s"}
	RadarName   = T{"你在中间，上面是北，外圈 %s", "You are in the middle, north is up, the outer ring is %s"}
	RadarFold   = T{"方位图", "Where they lie"}
	OtherJobs   = T{"其他 %s 处", "%s others"}
	HeldJobs    = T{"暂缓的", "On hold"}
	DoneJobs    = T{"今天办完的", "Done today"}
	PeopleSaid  = T{"%s 人报", "said by %s"}
	PoleIs      = T{"灯杆 %s", "pole %s"}
	JobToDo     = T{"待修", "To do"}
	JobGoing    = T{"已开始", "Begun"}
	OverdueTag  = T{"已超时", "Late"}
	LongAgo     = T{"%s前", "%s ago"}

	Navigate  = T{"导航", "Way there"}
	NoPoint   = T{"没有坐标，按路名去", "No position: go by the road"}
	WaySystem = T{"坐标已换成各家地图自己的", "Each in the map's own coordinates"}

	CauseLabel   = T{"原因", "Cause"}
	AfterPhoto   = T{"修后照片", "Photo after"}
	CountLabel   = T{"计入台账：%s", "For the ledger: %s"}
	CountNothing = T{"不计数", "nothing"}
	CountChange  = T{"改数量", "Change"}
	CountLess    = T{"%s 减一", "%s, one less"}
	CountMore    = T{"%s 加一", "%s, one more"}
	Lamps1       = T{"灯 %s 盏", "lamps %s"}
	Facilities1  = T{"设施 %s 处", "facilities %s"}
	HighFaults   = T{"高压故障 %s 处", "high-voltage faults %s"}
	LowFaults    = T{"低压故障 %s 处", "low-voltage faults %s"}
	Boxes1       = T{"箱台变 %s 座", "transformers %s"}
	MovedBackIs  = T{"灯杆已回迁，记入照明薄弱处", "The pole is back: write it down as a blind spot dealt with"}
	JobNote      = T{"说明（选填）", "Note (optional)"}

	JobDone    = T{"灯亮了，完成", "It is lit, done"}
	JobFixed   = T{"修好了，完成", "Repaired, done"}
	JobKeeping = T{"正在存…", "Keeping…"}
	JobSafe    = T{"先存本机，联网后上报，时间以现在为准", "Kept here, sent later with the time of now"}
	NeedCause  = T{"先点一个原因", "Tap a cause first"}
	NeedPhoto  = T{"还没拍修后照片。拍一张，或再点一次完成", "No photo yet. Take one, or tap done again"}
	JobBegin   = T{"开始", "Begin"}
	JobBegunAt = T{"%s 开始", "begun %s"}
	JobTemp    = T{"临时保亮", "Light for now"}
	JobCannot  = T{"修不了", "Cannot do"}
	JobGoOn    = T{"继续修", "Go on"}
	JobMore    = T{"报告、备注和经过", "Reports, notes, history"}
	WhyNot     = T{"为什么修不了？", "Why not?"}
	WhyNotHint = T{"报告人会看到原因，分拣员会接着处理", "The reporter sees the reason, the clerk goes on from there"}
	WhyOwn     = T{"写别的原因", "Another reason"}
	WhySend    = T{"暂缓这处", "Put it on hold"}

	DidFixed    = T{"已修好，存在本机", "Done, kept on this phone"}
	DidTemp     = T{"已记临时保亮，存在本机", "Lit for now, kept on this phone"}
	DidCannot   = T{"已暂缓，存在本机", "On hold, kept on this phone"}
	DidBegin    = T{"已开始，存在本机", "Begun, kept on this phone"}
	DidGoOn     = T{"继续修，存在本机", "Going on, kept on this phone"}
	DidWork     = T{"维修已记下，存在本机", "Repair written down, kept on this phone"}
	FixedWaits  = T{"已修好，等网络上报", "Fixed, waiting to report"}
	FixedAt     = T{"%s 修好", "fixed %s"}
	StepWaits   = T{"等网络", "Waits"}
	StepSending = T{"发送中", "Sending"}
	StepSent    = T{"已上报", "Reported"}

	Recalled1    = T{"工单被收回了，不用去", "Job withdrawn, do not go"}
	RecalledAt   = T{"%s 收回", "withdrawn %s"}
	RecalledInt  = T{"这处并到了 %s", "This place is now part of %s"}
	RecalledWork = T{"已经修了，记成维修", "It is repaired: write it down"}
	RecalledOK   = T{"知道了", "Understood"}
	ClashTitle   = T{"和别人的处理冲突，两边都留着", "It clashes with a colleague's, and both are kept"}
	ClashMine    = T{"你做的", "Yours"}
	ClashNow     = T{"现在", "Now"}
	ClashAgain   = T{"再报一次", "Report again"}
	ClashWork    = T{"记成维修", "Write down as a repair"}
	ClashLeave   = T{"不报了", "Leave it"}
	ClashNote    = T{"班组已到现场：%s", "The crew was there: %s"}
	PhotosN      = T{"照片 %s 张", "%s photos"}
)

// Sentences of a repair without a job.
var (
	RepairTitle = T{"记一次维修", "Write down a repair"}
	RepairSub   = T{"没有派单、顺手修的，也要进台账", "What was repaired without a job belongs in the ledger too"}
	RepairRoad  = T{"在哪里（路名）", "Where (road)"}
	RepairWhen  = T{"什么时候修的", "When"}
	RepairSave  = T{"记下", "Write down"}
	RepairMine  = T{"我记的维修", "My repairs"}
	RepairWhat  = T{"修了什么", "What was repaired"}
)

// Sentences of a patrol.
var (
	PatrolTitle = T{"路上巡查", "Patrol"}
	PatrolSub   = T{"一只手，断网也能用", "One hand, no network needed"}
	PatrolHow1  = T{"每看到一盏不亮，按一次大按钮", "Tap the large button for each dark lamp"}
	PatrolHow2  = T{"走过的路按定位记公里。锁屏时走的路记不下", "The way is measured by position; not while the screen is locked"}
	PatrolHow3  = T{"中途关掉页面也不丢，再打开接着走", "Closing the page loses nothing; open it again and go on"}
	PatrolStart = T{"开始巡查", "Start"}
	PatrolKm    = T{" 公里", " km"}
	PatrolMin   = T{" 分钟", " min"}
	PatrolDark  = T{" 盏不亮", " dark"}
	PatrolHere  = T{"这里不亮", "Dark here"}
	PatrolUndo  = T{"撤销上一盏", "Undo the last"}
	PatrolEnd   = T{"结束", "End"}
	PatrolFrail = T{"这部手机记不住，走完之前别关这一页", "This phone cannot keep it: leave this page open until the end"}
	PatrolNoFix = T{"没有定位。照常按，最后补路名", "No position. Go on; name the road at the end"}

	PatrolJoined = T{"上一盏算到：%s", "The last counts to: %s"}
	PatrolFixed  = T{"%s 修过，现在亮吗？", "%s was repaired. Is it lit?"}
	PatrolLit    = T{"亮了", "Lit"}
	PatrolStill  = T{"还不亮", "Still dark"}
	PatrolSkip   = T{"没看清", "Not seen"}

	PatrolOver      = T{"这一趟", "This walk"}
	PatrolWay       = T{"走了", "Way"}
	PatrolTime      = T{"时间", "Time"}
	PatrolFound     = T{"不亮的 %s 盏", "Dark lamps: %s"}
	PatrolNone      = T{"一盏都没有", "None"}
	PatrolNth       = T{"第 %s 盏", "Lamp %s"}
	PatrolDrop      = T{"去掉", "Leave out"}
	PatrolSame      = T{"同一处：%s", "The same as %s"}
	PatrolRoads     = T{"巡视道路 %s 条次", "Roads looked at: %s"}
	PatrolRoadsHint = T{"走两遍算两条次", "A road gone twice counts twice"}
	PatrolAdd       = T{"加一条路", "Add a road"}
	PatrolAddIt     = T{"加上", "Add"}
	PatrolOut       = T{"去掉 %s", "Leave out %s"}
	PatrolBoxes     = T{"看过箱台变 %s 座", "%s transformers looked at"}
	PatrolBack      = T{"还没走完，继续", "Not over, go on"}
	PatrolThrow     = T{"不要这一趟", "Throw it away"}
	PatrolThrowAsk  = T{"这一趟和记下的灯都会删掉，确定吗？", "This walk and its lamps will be deleted. Sure?"}
	PatrolSave      = T{"报灯并记入台账", "Report and write down"}
	PatrolKept      = T{"已存在本机，联网后自动上报", "Kept on this phone, sent when there is a network"}
	PatrolMine      = T{"我的巡查", "My patrols"}
	PatrolTimes     = T{"%s 条次", "%s roads"}
	PatrolLamps     = T{"不亮 %s 处", "%s dark"}
)

// Sentences of a person with more than one role.
var (
	PartTitle = T{"现在用作", "You are here as"}
	PartHint  = T{"下面的栏目跟着换", "The tabs below follow"}
)

// KindNames are what ops of the staff are called while they wait.
var KindNames = map[string]T{
	"lamp.begin": {"开始一处", "A job begun"}, "lamp.note": {"内部备注", "An office note"}, "lamp.undo": {"撤销", "An undo"},
	"ledger.work": {"一次维修", "A repair"}, "ledger.patrol": {"一次巡查", "A patrol"}, "ledger.blind": {"一处照明薄弱处", "A blind spot"},
}

// DoneWords says what a repair counts: 灯 1 盏，低压故障 1 处.
func (l Lang) DoneWords(d lamp.Done) string {
	text := ""
	for i, n := range [...]int{d.Lamps, d.Facilities, d.HighVoltage, d.LowVoltage, d.Boxes} {
		if n == 0 {
			continue
		}
		if text != "" {
			text += l.Say(DeskComma)
		}
		text += Put(l.Say(DoneParts[i]), Int(n))
	}
	if text == "" {
		return l.Say(CountNothing)
	}
	return text
}

// DoneParts are the five counts of a repair, in the order of lamp.Done.
var DoneParts = [...]T{Lamps1, Facilities1, HighFaults, LowFaults, Boxes1}

// Compass is one of the eight words of geo.Compass.
func (l Lang) Compass(i int) string {
	return l.Say([...]T{{"正北", "north"}, {"东北", "north-east"}, {"正东", "east"}, {"东南", "south-east"},
		{"正南", "south"}, {"西南", "south-west"}, {"正西", "west"}, {"西北", "north-west"}}[i&7])
}

// MapApp is what an outside map app is called.
func (l Lang) MapApp(id string) string {
	return l.Say(map[string]T{"amap": {"高德", "AMap"}, "baidu": {"百度", "Baidu"}, "tencent": {"腾讯", "Tencent"},
		"apple": {"苹果", "Apple"}, "geo": {"其他地图", "Other maps"}}[id])
}

// Kilometres writes metres so, with one digit after the point, as 2.4.
func Kilometres(metres int) string { return strconv.FormatFloat(float64(metres)/1000, 'f', 1, 64) }
