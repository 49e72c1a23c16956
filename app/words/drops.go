package words

// Sentences of the officer's desk for drops.
var (
	TabDrops      = T{"发券", "Drops"}
	DropsNo       = T{"这一页给发布员用，请用发布员账号登录", "This page is for officers. Sign in with an officer's account"}
	DropIsPaused  = T{"已暂停", "Paused"}
	DropIsOpen    = T{"开放中", "Open"}
	DropNoNumbers = T{"还没有数字，联网后每秒更新", "No numbers yet; they come each second with a network"}
	DropLeft      = T{"剩余 / 总量", "Left / stock"}
	DropHeard     = T{"收到申请", "Claims heard"}
	DropGiven     = T{"已发出", "Given"}
	DropEntries   = T{"参加抽签", "Entered the draw"}
	DropSpeed     = T{"每秒申请", "Claims a second"}
	DropRedeemed  = T{"已核销", "Redeemed"}
	DropSaved     = T{"优惠合计（元）", "Saved (yuan)"}
	DropStop      = T{"暂停", "Stop"}
	DropGoOn      = T{"恢复", "Go on"}
	DropStopWhy   = T{"原因（居民会看到）", "Reason (residents read it)"}
	DropNew       = T{"新建一场", "New drop"}
	DropTitleZh   = T{"名称（中文）", "Title (Chinese)"}
	DropTitleEn   = T{"名称（英文）", "Title (English)"}
	DropStock     = T{"总量（张）", "Stock"}
	DropEach      = T{"每人限领（张）", "Limit per person"}
	DropAt        = T{"开放时间", "Opens"}
	DropEnds      = T{"结束时间", "Ends"}
	DropValid     = T{"券有效期至", "Coupons valid until"}
	DropShops     = T{"可用商户（不选就是全部）", "Shops (none chosen: all)"}
	DropByDraw    = T{"抽签（不按先后）", "By draw, not first come"}
	DropPreview   = T{"居民看到的样子", "As residents see it"}
	DropOpen      = T{"发布这一场", "Publish"}
	DropOpening   = T{"正在发布…", "Publishing…"}
	DropCancel    = T{"取消", "Cancel"}
)
