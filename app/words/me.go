package words

import "denghuo/shared/person"

// Sentences of 我的 and of signing in.
var (
	ThisPhone    = T{"这部手机", "This phone"}
	ThisPhoneSub = T{"不用登录就能看、能报灯", "Read and report without signing in"}
	SignIn       = T{"登录", "Sign in"}
	SignOut      = T{"退出登录", "Sign out"}
	ShowCoupons  = T{"我的券", "My coupons"}
	NothingWaits = T{"没有待发送，都发出去了", "Nothing waiting, all sent"}
	SendNow      = T{"现在发送", "Send now"}
	WaitsNetwork = T{"等网络", "Waiting"}
	Sending      = T{"发送中", "Sending"}
	OutboxHint   = T{"没发出的报告存在这部手机。清除浏览器数据前请先发送。", "What has not gone is on this phone. Send it before clearing browser data."}
	NotAccepted  = T{"没通过", "Not accepted"}
	GotIt        = T{"知道了", "Got it"}
	Settings     = T{"设置", "Settings"}
	NightMode    = T{"夜间模式", "Night mode"}
	FollowPhone  = T{"跟随系统", "As the phone"}
	Light        = T{"浅色", "Light"}
	Dark         = T{"深色", "Dark"}
	Language     = T{"语言", "Language"}
	TextSize     = T{"大字、大按钮", "Large type and buttons"}
	WaitingAsk   = T{"还有 %s 条没发出，留在这部手机里；再用这个身份登录时会发出", "%s have not gone. They stay on this phone and go when you are back as this person"}
	OutKeeps     = T{"保存的内容不会丢，再登录就能接着用", "Nothing is lost; sign in again to go on"}
	OutOffline   = T{"现在没有网络：先在这部手机退出，联网后市端也会结束这次登录", "No network now: this phone is out at once, and the city ends the sign-in when it is back"}
	SignedUntil  = T{"断网可用到 %s", "Works offline until %s"}
	StaffSignIn  = T{"账号登录", "Sign in with an account"}
	CardRowSub   = T{"解绑、手机丢了", "Take it off, lost phone"}
	DataRowSub   = T{"存了什么、导出、删除、登录过的手机", "What is kept, export, delete, signed-in phones"}
	AdminRowSub  = T{"账号、市民卡登记、操作记录", "Accounts, card register, audit log"}
	Inbox        = T{"消息", "News"}
	NoNews       = T{"还没有消息", "No news yet"}
	NewsUnread   = T{"未读", "new"}
	NewsHeard    = T{"市里收到了，编号 %s", "The city has it, number %s"}
	NewsReturned = T{"需要你补充", "More is wanted from you"}
	NewsChecked  = T{"已核实，等派人修", "Checked; a crew will be sent"}
	NewsDark     = T{"有人说还不亮，会再派人去看", "Said to be still dark; somebody goes again"}
	NewsRepair   = T{"已派人去修", "A crew is on it"}
	NewsWaiting  = T{"暂缓", "On hold"}
	NewsTemp     = T{"先装了临时灯", "A temporary light is up"}
	NewsFixed    = T{"修好了，天黑以后看一眼亮了没有", "Repaired. Look after dusk whether it is lit"}
	NewsLit      = T{"灯亮了，去看看", "It is lit. Go and see"}
	NewsDeclined = T{"没有受理", "Declined"}
	NewsWatched  = T{"转给了责任单位，亮之前都看着", "With its owner now; watched until it is lit"}
	NewsMerged   = T{"和附近一处合在一起了", "It is one with a place near by now"}
	NewsUnseen   = T{"过了期限，还没有人核实", "Overdue: nobody has looked yet"}
	NewsLate     = T{"过了期限，还没修好", "Overdue: not repaired yet"}
	OpAmend      = T{"补充报灯", "An addition"}
	OpMove       = T{"灯的状态", "A lamp's state"}
	OpClaim      = T{"领券", "A claim"}
	OpOther      = T{"一项操作", "An action"}

	InstallHint = T{"在浏览器菜单里选“添加到主屏幕”，打开更快，离线更稳", "Choose “Add to Home screen” in the browser's menu: quicker, and steadier offline"}
)

// RoleNames joins them as people do: 分拣员、管理员.
func (l Lang) RoleNames(roles []person.Role) string {
	text := ""
	for i, r := range roles {
		if i > 0 {
			text += l.Say(T{"、", ", "})
		}
		text += l.RoleName(r)
	}
	return text
}

// RoleName is what a person is to the app.
func (l Lang) RoleName(r person.Role) string {
	return say(l, r, []named[person.Role]{
		{person.Resident, T{"居民", "Resident"}}, {person.Cardholder, T{"市民卡持卡人", "Cardholder"}},
		{person.Clerk, T{"分拣员", "Triage clerk"}}, {person.Crew, T{"班组", "Field crew"}},
		{person.Officer, T{"发布员", "Publicity officer"}}, {person.Merchant, T{"商户", "Merchant"}},
		{person.Admin, T{"管理员", "Administrator"}},
	})
}
