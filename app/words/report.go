package words

// Sentences of the form, of spots and of my reports.
var (
	ReportSub      = T{"不用登录，断网也能报", "No sign-in. Works without a network"}
	MyReports      = T{"我报的灯", "My reports"}
	TakePhoto      = T{"拍一张", "Take a photo"}
	OneMore        = T{"再拍一张", "One more"}
	PhotoOptional  = T{"选填。照片会缩小，定位和设备信息会去掉，人脸车牌可涂黑", "Optional. It is shrunk; place and device data are taken off; faces and plates can be blacked out"}
	PhotoKept      = T{"已压缩到 %s KB，定位和设备信息已去掉", "Shrunk to %s KB, place and device data taken off"}
	PhotoShrinking = T{"正在压缩照片…", "Shrinking the photo…"}
	PhotoBad       = T{"照片打不开，请重拍", "This photo will not open, take another"}
	PhotoRemove    = T{"删除照片", "Remove the photo"}
	PhotoAwaited   = T{"照片还在路上", "Photo on its way"}
	WhatFault      = T{"什么情况", "What is wrong"}
	AnyDanger      = T{"有危险吗", "Any danger"}
	KeepAway       = T{"别靠近！", "Keep away! "}
	KeepAwayMore   = T{"有触电或倒塌危险，先打 110 或供电抢修 95598，再提交。", "It may be live or fall. Call 110 or the power line 95598 first, then send this."}
	WhereLamp      = T{"灯在哪里", "Where is the lamp"}
	UseMyPlace     = T{"用我的位置", "Use my position"}
	PlaceAgain     = T{"重新定位", "Locate again"}
	PlaceLooking   = T{"正在定位…", "Locating…"}
	PlaceFailed    = T{"定位没打开，也能报：写路名或灯杆编号", "No position needed: give a road or a pole number"}
	PlaceAccuracy  = T{"精度约 %s 米", "About %s m exact"}
	PlaceOutside   = T{"这个位置在郑州以外，对吗？照样可以提交", "This is outside Zhengzhou. Is it right? You can send it anyway"}
	RoadLabel      = T{"路名或附近的地方", "Road or what is near"}
	RoadHint       = T{"如：桐柏路与伊河路口", "e.g. Tongbai Rd at Yihe Rd"}
	PoleLabel      = T{"灯杆编号（选填）", "Pole number (optional)"}
	NoteLabel      = T{"补充说明（选填）", "Note (optional)"}
	SameLamp       = T{"附近有人报过，是同一盏灯吗？", "Someone reported one near here. The same lamp?"}
	SameLampYes    = T{"是同一盏", "The same"}
	SameLampNo     = T{"不是", "No"}
	SameLampJoined = T{"会算作同一处，多一个声音", "It will count as one more voice"}
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
	NeverLost      = T{"照常收到", "Received"}

	Spots       = T{"附近的灯", "Lamps"}
	SpotsOpen   = T{"正在处理的灯", "Lamps being dealt with"}
	NoReports   = T{"还没报过灯", "No reports yet"}
	ReportOne   = T{"去报一盏", "Report one"}
	NoSpots     = T{"现在没有待处理的灯", "No lamp is waiting"}
	Voices      = T{"%s 人说过", "%s people"}
	SpotGone    = T{"这一处打不开，可能还没下载", "This spot will not open; it may not be downloaded yet"}
	Timeline    = T{"进展", "Progress"}
	YourWords   = T{"你报的内容", "Your report"}
	WhatNow     = T{"现在可以", "You can"}
	ReasonLabel = T{"原因", "Reason"}
	CrewLabel   = T{"派给", "To"}
	UnknownRoad = T{"没有路名", "No road text"}
)

// Steps are the four dots of a report.
var Steps = []T{{"已收到", "Received"}, {"已核实", "Checked"}, {"维修中", "In repair"}, {"亮灯", "Lit"}}
