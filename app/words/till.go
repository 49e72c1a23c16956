package words

import (
	"strconv"
	"strings"
)

// Sentences of 核销 and 对账.
var (
	TabTill         = T{"核销", "Till"}
	TabAccount      = T{"对账", "Account"}
	TillNo          = T{"这一页给商户用，请用商户账号登录", "This page is for merchants. Sign in with a merchant account"}
	TillOnline      = T{"在线，今天已核销 %s 张", "Online, %s redeemed today"}
	TillOffline     = T{"离线，今天已离线核销 %s 张，上限 %s 张", "Offline, %s of at most %s redeemed without a network today"}
	TillAim         = T{"对准顾客手机上的二维码", "Aim at the code on the customer's phone"}
	TillAlone       = T{"没有网络，也能核销", "No network, and you can go on"}
	TillAloneMore   = T{"真伪现在能验；有没有在别处用过，联网后才知道。只能扫码，不能输券码。", "Whether it is genuine is checked now; whether it was used elsewhere only later. Scan it: a typed code needs a network."}
	TillScan        = T{"扫一扫", "Scan"}
	TillScanOff     = T{"关闭摄像头", "Camera off"}
	TillNoScan      = T{"扫不出来？", "Will not scan?"}
	TillType        = T{"手动输入 12 位券码", "Type the 12 characters"}
	TillCode        = T{"12 位券码", "12-character code"}
	TillLook        = T{"查这张券", "Look it up"}
	TillUnheard     = T{"待上传 %s 张，联网后自动上传", "%s to upload, goes by itself with a network"}
	TillNoCamera    = T{"摄像头打不开，请输入券码", "The camera will not open. Type the code"}
	TillUnreadable  = T{"这不是券码，请让顾客打开“我的券”", "This is no coupon. Ask the customer to open “My coupons”"}
	TillAsking      = T{"正在问市端…", "Asking the city…"}
	TillFirst       = T{"首次使用：%s", "First used: %s"}
	TillFullPrice   = T{"这张券不能用，请按原价收。", "This coupon cannot be used. Charge the full price."}
	TillNext        = T{"下一位", "Next customer"}
	TillHolds       = T{"有效，未使用", "Valid, not used"}
	TillGenuine     = T{"真券，未联网查重", "Genuine, not checked for use"}
	TillPrice       = T{"本次消费（元）", "Purchase (yuan)"}
	TillCharge      = T{"应收", "To charge"}
	TillConfirm     = T{"确认核销", "Redeem"}
	TillCancel      = T{"不用这张券", "Not this coupon"}
	TillMore        = T{"满 %s 元才能用这张券", "This coupon needs a purchase of %s yuan"}
	TillBadPrice    = T{"请输入金额，比如 260 或 88.50", "Enter an amount, such as 260 or 88.50"}
	TillDeciding    = T{"正在核销，别让顾客走开…", "Redeeming, keep the customer a moment…"}
	TillUnsure      = T{"网络断了，正在确认有没有核销成功，别重复操作", "The line broke. Finding out whether it was redeemed; do not repeat"}
	TillDone        = T{"核销好了", "Redeemed"}
	TillDoneOffline = T{"已离线核销，联网后自动上报", "Redeemed without a network, reported later by itself"}
	TillSaved       = T{"消费 %s，券抵 %s", "Purchase %s, coupon %s"}

	TillToday       = T{"今天", "Today"}
	TillCount       = T{"核销张数", "Redeemed"}
	TillTurnover    = T{"消费合计（元）", "Purchases (yuan)"}
	TillReduced     = T{"券抵合计（元）", "Taken off (yuan)"}
	TillConflicts   = T{"重复使用", "Used twice"}
	TillOwed        = T{"应结算（元）", "Owed to you (yuan)"}
	TillNone        = T{"还没核销过", "No redemptions yet"}
	TillList        = T{"明细", "Each one"}
	TillFile        = T{"导出", "File"}
	TillDays        = T{"按天", "By day"}
	TillDayLine     = T{"%s 张，应结算 %s 元", "%s redeemed, %s yuan owed"}
	TillWaits       = T{"待上传", "To upload"}
	TillTwice       = T{"重复使用", "Used twice"}
	TillReversed    = T{"已退", "Taken back"}
	TillCounted     = T{"已核销", "Redeemed"}
	TillReverse     = T{"退回这张券", "Take it back"}
	TillReverseMore = T{"全额退款：券在有效期内可以再用。只退一部分：券仍算用过。", "A full refund: the coupon may be used again while it is valid. A part: it stays used."}
	TillPart        = T{"只退一部分？一共退了多少元（全退不用填）", "Only a part? How many yuan in all (empty for all)"}
	TillPartly      = T{"记下部分退款", "Note the part"}
	TillRefunded    = T{"部分退款 %s 元，券仍算用过", "%s yuan refunded in part, the coupon stays used"}
)

// Money writes fen as yuan: 26000 is 260, 8850 is 88.50.
func Money(fen int) string {
	sign := ""
	if fen < 0 {
		sign, fen = "−", -fen
	}
	yuan := sign + strconv.Itoa(fen/100)
	if fen%100 == 0 {
		return yuan
	}
	cents := strconv.Itoa(fen % 100)
	if fen%100 < 10 {
		cents = "0" + cents
	}
	return yuan + "." + cents
}

// ReadMoney reads what a person typed into fen: 260, 88.5, ８８．５, 1,260. It is not
// ok for anything else, more than two decimals included.
func ReadMoney(s string) (fen int, ok bool) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．' || r == '。':
			return '.'
		case r == ',' || r == '，' || r == ' ' || r == '¥' || r == '￥' || r == '元':
			return -1
		}
		return r
	}, s)
	whole, cents, _ := strings.Cut(s, ".")
	for len(cents) < 2 {
		cents += "0"
	}
	if len(cents) != 2 || len(whole) == 0 || len(whole) > 9 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+cents, 10, 63)
	if err != nil {
		return 0, false
	}
	return int(n), true
}
