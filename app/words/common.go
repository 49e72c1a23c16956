package words

import (
	"strconv"
	"time"
)

// Zone is the city's: China has one, without summer time.
var Zone = time.FixedZone("CST", 8*3600)

// Sentences of the frame.
var (
	AppName     = T{"灯火", "Denghuo"}
	SkipToMain  = T{"跳到主要内容", "Skip to main content"}
	MainNav     = T{"主导航", "Main"}
	TabProgress = T{"进展", "Progress"}
	TabReport   = T{"报灯", "Lamps"}
	TabOffers   = T{"优惠", "Offers"}
	TabMe       = T{"我的", "Me"}
	TabTriage   = T{"分拣", "Sort"}
	TabLighting = T{"郑点亮", "Lights"}
	TabAdmin    = T{"管理", "Admin"}
	Care        = T{"长辈版", "Large"}
	ReadAloud   = T{"朗读", "Read"}
	SwitchLang  = T{"Switch to English", "切换到中文"}
	Back        = T{"返回", "Back"}

	OnlineAsOf  = T{"%s 更新，断网可看", "Updated %s, works offline"}
	OfflineAsOf = T{"离线，内容截至 %s", "Offline, as of %s"}
	WorkAsOf    = T{"%s 同步，断网可继续", "Synced %s, works offline"}
	WorkOffline = T{"断网可继续，操作排队中 %s", "Carry on, %s actions queued"}
	OfflineNew  = T{"离线，内容还没下载", "Offline, nothing downloaded yet"}
	Connecting  = T{"正在连接…", "Connecting…"}
	Updating    = T{"正在更新…", "Updating…"}
	NUnread     = T{"未读消息 %s", "%s unread"}
	NRecalled   = T{"撤回的工单 %s", "%s jobs taken back"}
	NWaiting    = T{"待发送 %s", "%s waiting"}
	NoStorage   = T{"这台手机不能保存，请联网提交", "This phone cannot store data, please send online"}
	RenewReady  = T{"新版已就绪，发完待发送后更新", "New version ready, after the outbox is empty"}
	UseHere     = T{"在这里用 · 再试", "Use here · retry"}
	RenewNow    = T{"现在更新", "Update now"}
)

// Put sets one value into a sentence's %s.
func Put(sentence, value string) string {
	for i := 0; i+1 < len(sentence); i++ {
		if sentence[i] == '%' && sentence[i+1] == 's' {
			return sentence[:i] + value + sentence[i+2:]
		}
	}
	return sentence
}

// Clock writes 09:12 in the city's zone.
func Clock(t time.Time) string { return t.In(Zone).Format("15:04") }

// Int writes a count.
func Int(n int) string { return strconv.Itoa(n) }

// Day writes 4月22日 or 22 Apr.
func (l Lang) Day(t time.Time) string {
	t = t.In(Zone)
	if l == En {
		return t.Format("2 Jan")
	}
	return strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日"
}

// Weekday writes 周一 or Mon.
func (l Lang) Weekday(t time.Time) string {
	t = t.In(Zone)
	if l == En {
		return t.Format("Mon")
	}
	return [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}[t.Weekday()]
}

// Moment writes a time as near to now as makes it clear: 21:42, 昨天 21:42, 4月17日 14:05.
func (l Lang) Moment(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	day := func(t time.Time) int { y, m, d := t.In(Zone).Date(); return y*10000 + int(m)*100 + d }
	switch {
	case day(t) == day(now):
		return Clock(t)
	case day(t) == day(now.Add(-24*time.Hour)):
		return l.Say(T{"昨天 ", "yesterday "}) + Clock(t)
	case t.In(Zone).Year() == now.In(Zone).Year():
		return l.Day(t) + " " + Clock(t)
	}
	return strconv.Itoa(t.In(Zone).Year()) + l.Say(T{"年", " "}) + l.Day(t)
}
