package words

import "denghuo/shared/offer"

// Sentences of 优惠.
var (
	OffersSub     = T{"社保卡（市民卡），趣玩生活节", "Social-security card, Fun Life Festival"}
	MyCoupons     = T{"我的券", "My coupons"}
	Rehearsal     = T{"演练", "Rehearsal"}
	RehearsalMore = T{"演练用，不是真的券，不计入数字", "For practice: no real coupon, counted nowhere"}
	UpTo          = T{"最高", "up to"}
	Yuan          = T{"元", "yuan"}
	Threshold     = T{"满 %s 减 ", "%s less "}
	Half          = T{"五折", "half price"}
	Days          = T{"天", "d"}
	Hours         = T{"时", "h"}
	Minutes       = T{"分", "m"}
	Seconds       = T{"秒", "s"}
	OpensAt       = T{"%s 开始领取", "Opens %s"}
	ClaimNow      = T{"领取", "Claim"}
	Queued        = T{"正在排队，别关页面", "In the queue, keep this open"}
	QueuedBehind  = T{"正在排队，前面约 %s 位，别关页面", "In the queue, about %s before you, keep this open"}
	QueuedNext    = T{"正在排队，马上轮到你，别关页面", "In the queue, you are next, keep this open"}
	QueueFull     = T{"人太多，市端还没收下。会自动再试，别关页面", "Too many at once: the city has not taken it yet. It tries again by itself, keep this open"}
	ClaimOffline  = T{"没有网络。可以先点领取，联网后按到达先后办理，现在不占名额", "No network. You can tap claim now; it takes its turn when you are online and holds no place yet"}
	ClaimWaits    = T{"已记下，等网络。联网后按到达先后办理，现在不占名额", "Noted, waiting for a network. It takes its turn when online and holds no place yet"}
	ClaimCut      = T{"网络断了，正在确认你有没有领到，别重复点", "Connection lost, checking whether you got it; no need to tap again"}
	ClaimMore     = T{"再领一张", "Claim one more"}
	YoursOf       = T{"领到了 %s 张，每人最多 %s 张，已存在手机", "Yours: %s of at most %s, saved on this phone"}
	YoursNow      = T{"领到了，已存在手机", "Yours, saved on this phone"}
	YoursIs       = T{"。是这一场的第 %s 张", ", no. %s of this drop"}
	ShowIt        = T{"出示券", "Show it"}
	DropFacts     = T{"这一场", "This drop"}
	HowGiven      = T{"怎么分", "How it is shared out"}
	InOrder       = T{"先到先得，按市端收到的先后", "First come, in the order in which the city hears"}
	ByLot         = T{"抽签，先后无关", "By draw, early or late alike"}
	OpenFrom      = T{"开放", "Opens"}
	OpenUntil     = T{"截止", "Closes"}
	CouponsUntil  = T{"券有效期至", "Coupons hold until"}
	NextDrop      = T{"下一场 %s", "Next: %s"}
	DropGone      = T{"这一场领完了", "This drop is gone"}
	DropAllGiven  = T{"，共发出 %s 张", ", %s given out"}
	DropHeardAs   = T{"。市端收到的第 %s 个申请是你的", ". Yours was claim no. %s that the city heard"}
	DropOver      = T{"这一场已结束", "This drop has ended"}
	BindFirst     = T{"绑定市民卡后领取", "Bind your card to claim"}
	StockIs       = T{"共 %s 张，每人限领 %s", "%s in all, %s each"}
	AllShops      = T{"全部商户", "Every shop"}
	Pays          = T{"付 %s%", "pay %s%"}
	AtMost        = T{"（最多减 %s 元）", " (at most %s yuan off)"}
	DropHalted    = T{"已取消：%s", "Cancelled: %s"}
	DropEndedWhy  = T{"已结束：%s", "Ended: %s"}
	NotAnnounced  = T{"发放总量和每人限领数，主办方未公布。", "Stock and limit per person: not announced."}
	GivenThen     = T{"%s 10:00 已在官方渠道放出", "%s 10:00, given out in the official channels"}
	ToComeThen    = T{"%s 10:00 在官方渠道放出", "%s 10:00 in the official channels"}
	PlannedFor    = T{"计划 2024年4月26日启动", "Planned for 26 April 2024"}
	PlannedMore   = T{"开始时刻、商户、数量和有效期，主办方未公布。", "Hour, merchants, stock and validity: not announced."}
	FirstWave     = T{"首波活动", "First wave"}
	Channels      = T{"官方领取渠道", "Official channels"}
	NoOffers      = T{"现在没有活动，下一场会在这里提示", "No offer now; the next shows here"}
	OfferGone     = T{"这一场打不开，可能还没下载", "This drop will not open; it may not be downloaded yet"}

	NoCoupons    = T{"还没有券", "No coupons"}
	SeeOffers    = T{"看优惠", "See offers"}
	WorksOffline = T{"断网也能出示", "Shows without a network"}
	ReadCode     = T{"扫不了码时，把这 12 位念给店员", "If it will not scan, read these 12 to the cashier"}
	ValidUntil   = T{"有效期", "Valid until"}
	Unannounced  = T{"主办方未公布", "Not announced"}
	SerialIs     = T{"流水号", "Serial"}
	WhichOne     = T{"第几张", "Which one"}
	NthOf        = T{"第 %s 张，每人最多 %s 张", "No. %s of at most %s"}
	GivenAt      = T{"领取", "Given"}
	SealedBy     = T{"签名", "Seal"}
	SealedHere   = T{"市端签名，保存在这部手机", "Signed by the city, kept on this phone"}
	Expired      = T{"券过期了", "Expired"}
	SayCode      = T{"念券码", "Read aloud"}

	Brighter        = T{"屏幕调亮", "Brighter"}
	CouponMoves     = T{"二维码每半分钟变一次，截图没有用", "The code changes every half minute; a screenshot is of no use"}
	CouponUsed      = T{"已使用 %s", "Used %s"}
	CouponVoid      = T{"已作废", "Cancelled"}
	CouponBack      = T{"已退回", "Given back"}
	CouponSealing   = T{"领到了，券码马上就来", "Yours. The code is on its way"}
	CouponWatched   = T{"店家核销中", "The till is checking"}
	CouponTwice     = T{"这张券又被出示过一次", "This coupon was presented once more"}
	CouponTwiceMore = T{"%s，没有再次生效。不是你本人的话，请联系主办方。", "%s, without effect. If that was not you, tell the organiser."}
	WhereToSpend    = T{"可用商户", "Shops"}
	GiveBack        = T{"用不上，退回去", "Give it back"}
	GiveBackMore    = T{"退回后别人可以领，这张券不能再用。", "Somebody else can have it then; you cannot use it any more."}
	GiveBackNow     = T{"退回", "Give back"}
	KeepIt          = T{"留着", "Keep"}
	RemindMe        = T{"加到日历，%s 提醒", "Add to calendar, alarm at %s"}
	RemindText      = T{"以市端时间为准。断网也可以先点领取。", "By the city's time. You can tap claim without a network, too."}
	LeftIs          = T{"还剩 %s 张", "%s left"}
	DropPaused      = T{"暂停：%s", "Paused: %s"}
	DrawIs          = T{"抽签 %s 张。开放期间参加的人机会相同，先后无关", "%s by draw. Everyone who enters while it is open has the same chance, early or late"}
	DrawEnter       = T{"参加抽签", "Enter the draw"}
	DrawIn          = T{"已参加，第 %s 位。%s 后公布结果", "You are in, no. %s. The result comes after %s"}
	DrawWaits       = T{"已记下，等网络。截止前联网就算参加", "Noted, waiting for a network. You are in if it comes before the close"}
	DrawWon         = T{"中签了，券已存在手机", "You won. The coupon is on this phone"}
	DrawWonSoon     = T{"中签了，券马上就来", "You won. The coupon is on its way"}
	DrawLost        = T{"这次没中签", "Not drawn this time"}
	DrawClosed      = T{"已截止，正在抽签", "Closed, being drawn"}
	DrawOver        = T{"已抽签：%s 人参加", "Drawn: %s entered"}
	DrawCheck       = T{"怎么核对", "How to check"}
	DrawCheckMore   = T{"开放前公布承诺值，截止后公布种子。下载抽签记录，用 denghuo draw verify 重算，结果应当一样。", "The commitment was published before the opening, the seed after the close. Download the record and recompute it with denghuo draw verify: it must come out the same."}
	DrawCommit      = T{"承诺值", "Commitment"}
	DrawSeed        = T{"种子", "Seed"}
	DrawToken       = T{"我的编号", "My token"}
	DrawRecord      = T{"抽签记录", "Record of the draw"}
	Speak10         = T{"还有十分钟", "Ten minutes to go"}
	Speak1          = T{"还有一分钟", "One minute to go"}
	SpeakOpen       = T{"开始领取", "Open now"}
)

// OfficialChannels are the two names that the organiser printed, without links.
var OfficialChannels = []T{
	{"“郑州市民卡”微信公众号", "WeChat official account “郑州市民卡”"},
	{"“郑州市民卡服务平台”", "“郑州市民卡服务平台”, the card's service platform"},
}

// Place is how many stand before somebody in the queue, by a number for the eye or the ear.
func (l Lang) Place(before, said int) string {
	if before <= 0 {
		return l.Say(QueuedNext)
	}
	return Put(l.Say(QueuedBehind), Int(said))
}

// About rounds a number of people up to two digits: 7, 64, 420, 4100.
func About(n int) int {
	unit := 1
	for n > 99*unit {
		unit *= 10
	}
	return (n + unit - 1) / unit * unit
}

// Roughly rounds it up to 1, 2 or 5 and noughts, which changes seldom.
func Roughly(n int) int {
	for unit := 1; ; unit *= 10 {
		for _, step := range []int{1, 2, 5} {
			if n <= step*unit {
				return step * unit
			}
		}
	}
}

// Benefit says what an offer gives: 最高 80 元, 满 200 减 40, 五折.
func (l Lang) Benefit(b offer.Benefit) string {
	switch b.Type {
	case "amount_up_to":
		return l.Say(UpTo) + " " + Int(b.Max) + " " + l.Say(Yuan)
	case "threshold":
		return Put(l.Say(Threshold), Int(b.Threshold)) + Int(b.Off)
	case "rate":
		return l.rate(b)
	}
	return b.Quoted
}

// rate is 五折, 七折, 付 85%; with what it takes off at most, if there is a limit.
func (l Lang) rate(b offer.Benefit) string {
	text := Put(l.Say(Pays), Int(b.PayPercent))
	switch {
	case b.PayPercent == 50:
		text = l.Say(Half)
	case l == Zh && b.PayPercent%10 == 0 && b.PayPercent > 0 && b.PayPercent < 100:
		text = string([]rune("一二三四五六七八九")[b.PayPercent/10-1]) + "折"
	}
	if b.Max > 0 {
		text += Put(l.Say(AtMost), Int(b.Max))
	}
	return text
}

// Limit is how many one person may have: 1 张, or that it is not announced.
func (l Lang) Limit(d offer.Drop) string {
	if d.PerPerson == 0 {
		return l.Say(Unannounced)
	}
	return Int(d.PerPerson) + l.Say(T{" 张", ""})
}
