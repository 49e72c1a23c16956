package words

import (
	"math"
	"strconv"

	"denghuo/shared/lamp"
)

// Sentences of the form, of spots and of my reports.
var (
	ReportSub      = T{"不用登录，断网也能报", "No sign-in. Works without a network"}
	MyReports      = T{"我报的灯", "My reports"}
	TakePhoto      = T{"拍一张", "Take a photo"}
	OneMore        = T{"再拍一张", "One more"}
	PhotoOptional  = T{"选填。照片会缩小，定位和设备信息会去掉，人脸车牌可涂黑", "Optional. Shrunk, place and device data off; faces can be blacked out"}
	PhotoKept      = T{"已压缩到 %s KB，定位和设备信息已去掉", "Shrunk to %s KB, place and device data taken off"}
	PhotoShrinking = T{"正在压缩照片…", "Shrinking the photo…"}
	PhotoBad       = T{"照片打不开，请重拍", "This photo will not open, take another"}
	PhotoRemove    = T{"删除照片", "Remove the photo"}
	PhotoAwaited   = T{"照片还在路上", "Photo on its way"}
	WhatFault      = T{"什么情况", "What is wrong"}
	AnyDanger      = T{"有危险吗", "Any danger"}
	KeepAway       = T{"别靠近！", "Keep away! "}
	KeepAwayMore   = T{"有触电或倒塌危险，请先打电话。", "It may be live or fall. Call first."}
	WhereLamp      = T{"灯在哪里", "Where is the lamp"}
	UseMyPlace     = T{"用我的位置", "Use my position"}
	PlaceAgain     = T{"重新定位", "Locate again"}
	PlaceLooking   = T{"正在定位…", "Locating…"}
	PlaceOutside   = T{"这个位置在郑州以外，对吗？照样可以提交", "This is outside Zhengzhou. Is it right? You can send it anyway"}
	OutsideYes     = T{"位置没错", "It is right"}
	OutsideNo      = T{"不对，改写路名", "No, I give a road"}
	SomePlace      = T{"这个位置", "This place"}
	MovePin        = T{"改位置", "Move"}
	MoveHint       = T{"绿点是你，圈是 33、67、100 米。点一下灯在的地方，或用下面的按钮挪", "The green dot is you; rings are 33, 67 and 100 m. Tap where the lamp is, or move it by the buttons"}
	MoveStep       = T{"往%s 10 米", "10 m %s"}
	PinBack        = T{"回到我的位置", "Back to my position"}
	PickOnMap      = T{"在地图上找", "Find it on the map"}
	PickShut       = T{"收起地图", "Close the map"}
	PlaceChosen    = T{"你选的位置", "As you chose"}
	NorthMark      = T{"北", "N"}
	NoPlaceTitle   = T{"定位没打开，也能报。", "No position? You can report all the same. "}
	HowToAllow     = T{"想用定位：手机设置里找到这个浏览器，“位置”选“使用时允许”。", "To use the position: in the phone's settings allow it for this browser."}
	CoarseHint     = T{"位置还不够准。到室外等一会儿会更准，也请写上路名或灯杆编号", "Not exact yet. It gets better outdoors; please give a road or a pole number too"}
	DistrictLabel  = T{"哪个区（选填）", "District (optional)"}
	AnyDistrict    = T{"不清楚", "I do not know"}
	PoleHint       = T{"没有可以不填", "Leave it empty if there is none"}
	ScanPlate      = T{"扫灯杆上的码", "Scan the plate"}
	ScanStop       = T{"不扫了", "Stop"}
	ScanFailed     = T{"扫不了，请把编号打上去", "Cannot scan. Please type the number"}
	Nearby         = T{"附近", "Near me"}
	Mine           = T{"我报的", "Mine"}
	HowDark        = T{"怎么不亮", "How is it dark"}
	SunQuestion    = T{"现在是白天。是昨晚看到不亮的吗？", "It is day now. Was it dark last night?"}
	WhenSeen       = T{"什么时候看到的", "When did you see it"}
	LastNight      = T{"昨晚", "Last night"}
	Earlier        = T{"更早", "Earlier"}
	SeenNow        = T{"现在看得出", "I see it now"}
	JustNow        = T{"刚才", "Just now"}
	WhichDay       = T{"哪天晚上", "Which evening"}
	MoreTitle      = T{"补充", "More"}
	ContactLabel   = T{"联系电话（选填）", "Phone number (optional)"}
	ContactHint    = T{"找不到灯时问一句用，只有工作人员能看到", "For a question if the lamp cannot be found. Staff alone see it"}
	DraftsTitle    = T{"没写完的报灯", "Reports not finished"}
	DraftGoOn      = T{"接着写", "Go on"}
	DraftDrop      = T{"不要了", "Throw away"}
	DraftDropAsk   = T{"这份没写完的报灯不要了吗？", "Throw this unfinished report away?"}
	NPhotos        = T{"%s 张照片", "%s photos"}
	RoadLabel      = T{"路名或附近的地方", "Road or what is near"}
	RoadHint       = T{"如：桐柏路与伊河路口", "e.g. Tongbai Rd at Yihe Rd"}
	PoleLabel      = T{"灯杆编号（选填）", "Pole number (optional)"}
	PoleLater      = T{"现在查不了。编号会一起送出，位置由工作人员来查", "It cannot be looked up now. The number goes with the report, and staff find its place"}
	PoleNotKnown   = T{"清册里没有这个编号，照样可以报", "The inventory has no such number. You can report all the same"}
	PoleThere      = T{"灯在这根杆上，用它的位置", "Put the lamp at this pole"}
	PoleExact      = T{"清册里的位置", "As in the inventory"}
	NoteLabel      = T{"补充说明（选填）", "Note (optional)"}
	SameLamp       = T{"附近有人报过，是同一盏灯吗？", "Someone reported one near here. The same lamp?"}
	SameLampYes    = T{"是同一盏", "The same"}
	SameLampNo     = T{"都不是", "None of these"}
	SameUnsure     = T{"不确定", "Not sure"}
	OtherLamp      = T{"好的，当作另一盏来报。是不是同一盏，工作人员会再核对", "Then it is reported as another one. Staff will compare them"}
	Submit         = T{"提交报灯", "Send report"}
	Submitting     = T{"保存中…", "Saving…"}
	OfflineReport  = T{"没有网络，照常提交。", "No network. "}
	OfflineReport2 = T{"报告先存在这部手机，联网后自动送出", "Send as usual; it waits on this phone"}
	SavedTitle     = T{"已存在这部手机", "Saved on this phone"}
	SavedMore      = T{"有网络时打开这里，就会自动送出。", "It goes out when you open this with a network."}
	HeldTitle      = T{"已记下，正在发送", "Noted, being sent"}
	HeldMore       = T{"这台手机不能保存：发出之前请别关这一页。", "This phone cannot store data: keep this page open until it is sent."}
	SentTitle      = T{"已发送", "Sent"}
	SentMore       = T{"编号 %s，在“我的”里能一直看到它的进展。", "Number %s. Follow it under Me."}
	LocalNumber    = T{"等网络，本机编号 %s", "Waiting, local no. %s"}
	Number         = T{"编号 %s", "No. %s"}
	ReportAnother  = T{"再报一盏", "Report another"}
	SeeWaiting     = T{"看待发送", "See what waits"}
	SaveFailed     = T{"没存上，内容还在这里。腾出空间后再试", "Not saved. Your words are still here. Free some space and try again"}
	PlainSent      = T{"市端已收到。谢谢你", "The city has it. Thank you"}

	Spots         = T{"附近的灯", "Lamps"}
	SpotsOpen     = T{"正在处理的灯", "Lamps being dealt with"}
	SpotsLit      = T{"最近亮了的灯", "Lit lately"}
	NearestFirst  = T{"离我近的排前面", "Nearest first"}
	NoDistance    = T{"没有位置，按时间排", "Without a position: the latest first"}
	MoreSpots     = T{"还有 %s 处", "%s more"}
	YouSaid       = T{"你报过", "You said it"}
	PoleNo        = T{"%s 号杆", "pole %s"}
	NoReports     = T{"还没报过灯", "No reports yet"}
	ReportOne     = T{"去报一盏", "Report one"}
	NoSpots       = T{"现在没有待处理的灯", "No lamp is waiting"}
	Voices        = T{"%s 人说过", "said by %s"}
	SpotGone      = T{"这一处打不开，可能还没下载", "This spot will not open; it may not be downloaded yet"}
	Timeline      = T{"进展", "Progress"}
	YourWords     = T{"你报的内容", "Your report"}
	SpotMerged    = T{"你打开的那一处和这里是同一盏灯，已经合在一起", "The one you opened is the same lamp; the two are one now"}
	ShareSpot     = T{"分享", "Share"}
	LinkCopied    = T{"链接已复制，可以粘贴给别人", "The link is copied; paste it where you like"}
	AgainDark     = T{"说过 %s 次还不亮", "Still dark, said %s times"}
	AfterRepair   = T{"修好后的照片", "After the repair"}
	PhotosHere    = T{"现场照片", "Photos"}
	PromiseTitle  = T{"办理期限", "Deadlines"}
	ActLabel      = T{"最晚核实", "Checked by"}
	RepairLabel   = T{"最晚修好", "Repaired by"}
	NoRepairBy    = T{"这种情况没有定", "None is set for this"}
	KeptNow       = T{"按时做到", "done in time"}
	KeptLate      = T{"晚了 %s", "done %s late"}
	LateNow       = T{"已超期 %s", "Overdue by %s"}
	NoPromise     = T{"主办单位未公布期限。这些是本应用自带的，不是市里的承诺", "The city has announced none. These are this app's own, no promise of the city"}
	Promised      = T{"期限由主办单位公布，从第一条报告算起", "Announced by the city; counted from the first report"}
	CityClock     = T{"市里用时", "With the city"}
	OthersClock   = T{"等别人", "With others"}
	PausedNow     = T{"暂停计时", "The clock stands"}
	PausedFor     = T{"要等别人，市里的用时不走：%s", "Somebody else has to act: %s"}
	IsItLit       = T{"修好了，现在亮了吗？", "It is repaired. Is it lit now?"}
	LookAfterDusk = T{"修好了。天黑以后看一眼，亮了就点“亮了”", "It is repaired. Look after dusk and say so if it is lit"}
	LitAfterDusk  = T{"天黑以后有人看到亮了才算", "Counts when somebody has seen light after dusk"}
	YesLit        = T{"亮了", "It is lit"}
	StillDark     = T{"还不亮", "Still dark"}
	ThankLit      = T{"谢谢！已记下：亮了", "Thank you. Noted: it is lit"}
	ReopenedNow   = T{"已记下：还不亮。会重新派人去看", "Noted: still dark. Somebody will be sent again"}
	DarkAgainAsk  = T{"这盏灯又不亮了？", "Dark again?"}
	DarkAgain     = T{"又不亮了", "Dark again"}
	PlusAsk       = T{"你也看到这盏灯不亮？", "Did you see it too?"}
	PlusOne       = T{"我也看到了", "I saw it too"}
	VoiceAdded    = T{"已记下，多一个声音。有进展会在“我的”里告诉你", "Noted: one more voice. What happens is told under Me"}
	Follow        = T{"关注", "Follow"}
	Unfollow      = T{"已关注", "Following"}
	FollowedNow   = T{"已关注，进展会在“我的”里。只有这部手机知道", "Followed. News is under Me. This phone alone knows"}
	UnfollowedNow = T{"不再关注", "No longer followed"}
	WithdrawSpot  = T{"撤回这条报告", "Withdraw the report"}
	WithdrawnNow  = T{"已撤回", "Withdrawn"}
	Answered      = T{"已补充", "Answered"}
	ByResident    = T{"居民", "resident"}
	ByDesk        = T{"分拣员", "the desk"}
	ByCrew        = T{"班组", "crew"}
	ByItself      = T{"自动", "by itself"}
	ChangeUnsent  = T{"还没发出：去修改或撤回", "Not sent yet: change or take back"}
	AddMore       = T{"补充照片、位置或说明", "Add photos, the place or words"}
	MoreWanted    = T{"需要你补充", "More is wanted from you"}
	PlaceIsHere   = T{"灯就在这里", "The lamp is here"}
	PlaceTaken    = T{"位置已取，点“补上”发出。", "Position taken; tap Add to send. "}
	AddSend       = T{"补上", "Add"}
	AddedNow      = T{"补上了", "Added"}
	ReasonLabel   = T{"原因", "Reason"}
	UnknownRoad   = T{"没有路名", "No road text"}
)

// Steps are the four dots of a report.
var Steps = []T{{"已收到", "Received"}, {"已核实", "Checked"}, {"维修中", "In repair"}, {"亮灯", "Lit"}}

var symptomNames = [...]T{{"不亮", "Out"}, {"闪烁", "Flickers"}, {"很暗", "Dim"}, {"白天亮着", "Burns by day"}, {"几盏不亮", "Several out"}, {"整条街", "Whole street"}}

// SymptomName is how a lamp is dark, on a button.
func (l Lang) SymptomName(s lamp.Symptom) string {
	for i, one := range lamp.Symptoms {
		if one == s {
			return l.Say(symptomNames[i])
		}
	}
	return ""
}

// Accuracy says how exact a position is; 0 is not told.
func (l Lang) Accuracy(metres float64) string {
	if metres == 0 {
		return l.Say(T{"手机没说有多准", "The phone does not say how exact"})
	}
	exact := T{"精度约 %s", "About %s exact"}
	if metres > 100 {
		exact = T{"只准到约 %s", "Exact only to about %s"}
	}
	return Put(l.Say(exact), l.Metres(metres))
}

// Metres is a distance as people say it: 12 米, 350 米, 2.4 公里.
func (l Lang) Metres(m float64) string {
	round := func(v, to float64) string { return strconv.FormatFloat(math.Round(v/to)*to, 'f', -1, 64) }
	switch {
	case m < 100:
		return round(m, 1) + l.Say(T{" 米", " m"})
	case m < 1000:
		return round(m, 10) + l.Say(T{" 米", " m"})
	case m < 10000:
		return strconv.FormatFloat(m/1000, 'f', 1, 64) + l.Say(T{" 公里", " km"})
	}
	return round(m/1000, 1) + l.Say(T{" 公里", " km"})
}

// Direction is one of the eight, as geo.Compass counts them.
func (l Lang) Direction(compass int) string {
	return l.Say([...]T{{"北", "N"}, {"东北", "NE"}, {"东", "E"}, {"东南", "SE"}, {"南", "S"}, {"西南", "SW"}, {"西", "W"}, {"西北", "NW"}}[compass&7])
}

// Away is how far something is and in which direction.
func (l Lang) Away(metres float64, compass int) string {
	if metres < 5 {
		return l.Say(T{"就在这里", "Right here"})
	}
	return l.Direction(compass) + l.Say(T{"边约 ", ", about "}) + l.Metres(metres)
}

// ProofOf is who saw that it is lit.
func (l Lang) ProofOf(p lamp.Proof) string {
	switch p {
	case lamp.ByReporter:
		return l.Say(T{"报灯人看到", "seen by its reporter"})
	case lamp.ByPatrol:
		return l.Say(T{"夜间巡视看到", "seen on a patrol"})
	case lamp.ByNights:
		return l.Say(T{"七晚没有人说不亮，未经证实", "seven nights without a word; not confirmed"})
	}
	return l.Say(T{"工作人员看到", "seen by staff"})
}
