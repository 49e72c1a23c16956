package words

// Sentences of the card.
var (
	CardTitle     = T{"市民卡", "Citizen card"}
	CardSub       = T{"领券要用；看进展、报灯不用", "For coupons; not needed to read or report"}
	CardOffline   = T{"没有网络。绑卡要联网；看进展、报灯不用绑卡", "No network. Binding a card needs one; reading and reporting do not"}
	BindCard      = T{"绑定市民卡", "Bind your card"}
	BindCardSub   = T{"绑定后能领券，换手机也找得回报过的灯", "Claim coupons, and find your reports on another phone"}
	CardWhy       = T{"姓名和卡号只用来确认卡是你的。卡号不会存下来，姓名只留姓。", "Name and number only show that the card is yours. The number is not kept, and of the name only the family name."}
	CardName      = T{"姓名", "Name"}
	CardNameHint  = T{"和卡上一样", "As on the card"}
	CardNumber    = T{"卡号", "Card number"}
	CardGetCode   = T{"获取验证码", "Get a code"}
	CardGetting   = T{"正在发送…", "Sending…"}
	CodeSentMaybe = T{"如果姓名和卡号对得上，验证码已发到登记的手机", "If name and number fit, a code was sent to the phone in the register"}
	CodeHolds     = T{"%s 分钟内有效，每个码最多试 5 次", "Good for %s minutes, five tries"}
	CodeLabel     = T{"6 位验证码", "6-digit code"}
	CodeConfirm   = T{"确认绑定", "Bind"}
	CodeChecking  = T{"正在确认…", "Checking…"}
	CodeAgain     = T{"重新获取", "Send another"}
	CodeNot       = T{"没收到？看看号码还用不用；换了号码，到市民卡网点更新。", "No code? If your number has changed, update it at a card office."}
	CardChange    = T{"改姓名或卡号", "Change name or number"}
	CardFirst     = T{"先发出 %s 条，再绑定", "%s to send first"}
	CardFirstMore = T{"还有 %s 条没发出。等它们发完再绑定，一条也不会丢。", "%s have not gone yet. They go first, so that none is lost."}
	CardStaff     = T{"你现在用的是账号 %s。绑定后，这部手机换成持卡人。", "You are signed in as %s. After binding, this phone is the cardholder's."}
	CardNone      = T{"这里还没有开通绑卡", "Binding a card is not open here yet"}

	CardBound   = T{"已绑定", "Bound"}
	CardUntil   = T{"断网可用到 %s，联网后自动延长", "Works offline until %s, longer with a network"}
	GoClaim     = T{"去领券", "Claim coupons"}
	Unbind      = T{"从这部手机解绑", "Take the card off this phone"}
	UnbindSub   = T{"这部手机变回不用登录的样子", "The phone is without a sign-in again"}
	Unbind1     = T{"领到的券和报过的灯还是你的，再绑定就回来", "Coupons and reports stay yours and come back when you bind again"}
	Unbind2     = T{"别的手机不受影响", "Other phones are not touched"}
	UnbindNow   = T{"解绑", "Take it off"}
	CardLost    = T{"手机丢了", "Lost a phone"}
	CardLostSub = T{"让所有手机都退出", "Sign out everywhere"}
	Lost1       = T{"所有绑过这张卡的手机都退出，这部也是", "Every phone with this card is signed out, this one too"}
	Lost2       = T{"丢了的手机一联网就看不到你的券和报告", "The lost phone loses sight of your coupons and reports once it is online"}
	Lost3       = T{"券和报告都在，用新验证码绑定就回来", "Coupons and reports are kept; bind again with a new code"}
	LostNow     = T{"全部退出", "Sign out everywhere"}
	KeptWaiting = T{"还有 %s 条没发出，留在这部手机，再绑定时发出", "%s have not gone; they stay here and go when you bind again"}
)
