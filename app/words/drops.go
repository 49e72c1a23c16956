package words

// Sentences of the officer's desk for drops.
var (
	TabDrops      = T{"发券", "Drops"}
	DropsNo       = T{"这一页给发布员用，请用发布员账号登录", "This page is for officers. Sign in with an officer's account"}
	DropIsPaused  = T{"已暂停", "Paused"}
	DropIsOff     = T{"已取消", "Cancelled"}
	DropIsOpen    = T{"开放中", "Open"}
	DropNoNumbers = T{"还没有数字，联网后每秒更新", "No numbers yet; they come each second with a network"}
	DropLeft      = T{"剩余 / 总量", "Left / stock"}
	DropHeard     = T{"收到申请", "Claims heard"}
	DropGiven     = T{"已发出", "Given"}
	DropEntries   = T{"参加抽签", "Entered the draw"}
	DropSpeed     = T{"每秒申请", "Claims a second"}
	DropRedeemed  = T{"已核销", "Redeemed"}
	DropExpired   = T{"过期未用", "Expired unused"}
	DropVoid      = T{"已作废", "Void"}
	DropSaved     = T{"优惠合计（元）", "Saved (yuan)"}
	DropStop      = T{"暂停", "Stop"}
	DropGoOn      = T{"恢复", "Go on"}
	DropStopWhy   = T{"原因（居民会看到）", "Reason (residents read it)"}
	DropNew       = T{"新建一场", "New drop"}
	DropNoDrops   = T{"还没有发过券 · 新建一场", "No drops yet. Make one"}
	DropTitleZh   = T{"这一场的名称（中文）", "Title of the drop (Chinese)"}
	DropTitleEn   = T{"这一场的名称（英文）", "Title of the drop (English)"}
	DropStock     = T{"总量（张）", "Stock"}
	DropEach      = T{"每人限领（张）", "Limit per person"}
	DropAt        = T{"开放时间", "Opens"}
	DropEnds      = T{"结束时间", "Ends"}
	DropValid     = T{"券有效期至", "Coupons valid until"}
	DropOptional  = T{"主办方没公布就留空，居民看到“主办方未公布”", "Leave it empty if not announced; residents read “not announced”"}
	DropShops     = T{"可用商户（不选就是全部）", "Shops (none chosen: all)"}
	DropByDraw    = T{"抽签（不按先后）", "By draw, not first come"}
	DropPreview   = T{"居民看到的样子", "As residents see it"}
	DropCancel    = T{"取消", "Cancel"}

	OfferWhich     = T{"哪个活动", "Which offer"}
	OfferUpTo      = T{"新活动：最高补", "New: up to"}
	OfferThreshold = T{"新活动：满减", "New: threshold"}
	OfferRate      = T{"新活动：打折", "New: share"}
	OfferTitleZh   = T{"活动名称（中文）", "Name of the offer (Chinese)"}
	OfferTitleEn   = T{"活动名称（英文）", "Name of the offer (English)"}
	OfferMax       = T{"最高补（元）", "Up to (yuan)"}
	OfferFrom      = T{"满（元）", "From (yuan)"}
	OfferOff       = T{"减（元）", "Less (yuan)"}
	OfferPercent   = T{"付原价的百分之几", "Per cent of the price to pay"}
	OfferCap       = T{"最多减（元）", "At most (yuan) off"}
	OfferCapHint   = T{"没有上限就留空", "Leave it empty if there is no limit"}
	DropCarry      = T{"从前面的场次转入余量", "Take over what earlier drops have left"}
	DropCarryOne   = T{"%s：%s 张", "%s: %s"}

	PlanSave      = T{"存为草稿", "Save the draft"}
	PlanWritten   = T{"草稿，等复核", "Draft, to be reviewed"}
	PlanBack      = T{"被退回", "Sent back"}
	PlanReviewed  = T{"已复核，可发布", "Reviewed, ready"}
	PlanMine      = T{"你写的。要由另一位发布员复核", "Yours. Another officer has to review it"}
	PlanTheirs    = T{"另一位发布员写的，请复核", "Another officer's. Please review it"}
	PlanReady     = T{"复核过了。发布后居民立刻看到", "Reviewed. Residents see it as soon as it is announced"}
	PlanBackWhy   = T{"退回原因：%s", "Sent back: %s"}
	PlanHeading   = T{"准备中", "In preparation"}
	PlanGood      = T{"复核通过", "It is good"}
	PlanSendBack  = T{"退回修改", "Send back"}
	PlanEdit      = T{"修改", "Change"}
	PlanRehearse  = T{"演练一次", "Rehearse"}
	PlanRehearsed = T{"演练场一分钟后开放，标“演练”，不计入数字", "The rehearsal opens in a minute, marked as one and counted nowhere"}
	PlanAnnounce  = T{"发布", "Announce"}
	PlanDrop      = T{"不办了", "Drop it"}
	PlanDropMore  = T{"方案作废，居民不会看到。", "The plan is dropped; residents never see it."}
	PlanReason    = T{"原因", "Reason"}
	PlanYes       = T{"确定", "Yes"}
	PlanAsking    = T{"正在办…", "Just a moment…"}
	PlanOfflineOK = T{"没有网络。草稿存在这部手机，联网后交给复核", "No network. The draft is kept here and goes to review later"}

	OfferHalt      = T{"整个活动", "The whole offer"}
	OfferHaltSub   = T{"暂停、结束或取消它的所有场次", "Pause, end or cancel all of its drops"}
	OfferPause     = T{"暂停活动", "Pause it"}
	OfferEnd       = T{"结束活动", "End it"}
	OfferCancel    = T{"取消活动", "Cancel it"}
	OfferGoOn      = T{"恢复活动", "Let it go on"}
	OfferHaltMore  = T{"所有场次停止领取，居民看到原因。已领的券照常可用。结束和取消不能恢复。", "All drops stop; residents read the reason. Coupons that were given go on holding. Ending and cancelling are for good."}
	OfferIsPaused  = T{"活动已暂停", "Offer paused"}
	OfferIsEnded   = T{"活动已结束", "Offer ended"}
	OfferIsStopped = T{"活动已取消", "Offer cancelled"}

	VoidOne     = T{"作废一张券", "Make a coupon void"}
	VoidSub     = T{"按 12 位券码查找", "Find it by its 12 characters"}
	VoidFind    = T{"查这张券", "Look it up"}
	VoidFinding = T{"正在查…", "Looking…"}
	VoidHolds   = T{"有效，未使用", "Valid, not used"}
	VoidMore    = T{"作废后不能恢复。持券人会看到原因，离线的商户也会拒收。", "This cannot be undone. The holder reads the reason, and shops without a network refuse it, too."}
	VoidWhy     = T{"原因（持券人会看到）", "Reason (the holder reads it)"}
	VoidNow     = T{"作废", "Make it void"}
	VoidDone    = T{"已作废：%s", "Void: %s"}
	VoidDrop    = T{"场次", "Drop"}
	VoidState   = T{"状态", "State"}
)
