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
	Queued        = T{"正在排队，不用再点", "In the queue; no need to tap again"}
	ClaimOffline  = T{"没有网络。可以先点领取，联网后按到达先后办理，现在不占名额", "No network. You can tap claim now; it takes its turn when you are online and holds no place yet"}
	ClaimWaits    = T{"已记下，等网络。联网后按到达先后办理，现在不占名额", "Noted, waiting for a network. It takes its turn when online and holds no place yet"}
	YoursNow      = T{"领到了，已存在手机", "Yours, saved on this phone"}
	ShowIt        = T{"出示券", "Show it"}
	DropGone      = T{"这一场领完了", "This drop is gone"}
	DropOver      = T{"这一场已结束", "This drop has ended"}
	BindFirst     = T{"绑定市民卡后领取", "Bind your card to claim"}
	StockIs       = T{"共 %s 张，每人 1 张", "%s in all, one each"}
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
	GivenAt      = T{"领取", "Given"}
	SealedBy     = T{"签名", "Seal"}
	SealedHere   = T{"市端签名，保存在这部手机", "Signed by the city, kept on this phone"}
	Expired      = T{"券过期了", "Expired"}
	SayCode      = T{"念券码", "Read aloud"}
)

// OfficialChannels are the two names that the organiser printed, without links.
var OfficialChannels = []T{
	{"“郑州市民卡”微信公众号", "WeChat official account “郑州市民卡”"},
	{"“郑州市民卡服务平台”", "“郑州市民卡服务平台”, the card's service platform"},
}

// Benefit says what an offer gives: 最高 80 元, 满 200 减 40, 五折.
func (l Lang) Benefit(b offer.Benefit) string {
	switch b.Type {
	case "amount_up_to":
		return l.Say(UpTo) + " " + Int(b.Max) + " " + l.Say(Yuan)
	case "threshold":
		return Put(l.Say(Threshold), Int(b.Threshold)) + Int(b.Off)
	case "rate":
		if b.PayPercent == 50 {
			return l.Say(Half)
		}
	}
	return b.Quoted
}
