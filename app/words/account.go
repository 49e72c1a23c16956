package words

// Sentences of signing in, and of every errand at the city's counter.
var (
	SignInSub   = T{"工作人员、商户和演练持卡人用", "For staff, merchants and demo cardholders"}
	NameLabel   = T{"账号", "Name"}
	PassLabel   = T{"密码", "Password"}
	SignInDemo  = T{"演练账号和密码在启动程序的窗口里。", "Demo accounts are printed where the program was started."}
	SignInWait  = T{"正在登录…", "Signing in…"}
	SignInAgain = T{"重新登录", "Sign in again"}
	SignInLine  = T{"没有网络。登录要联网；看进展、报灯不用登录", "No network. Signing in needs one; reading and reporting need no sign-in"}
	ByPasskey   = T{"用通行密钥登录", "Sign in with a passkey"}
	ByPasskeyAt = T{"请在手机上确认…", "Confirm on your phone…"}
	BySSO       = T{"用%s登录", "Sign in with %s"}
	OrElse      = T{"或者", "or"}
	ByCard      = T{"持卡人：绑定市民卡", "Cardholders: bind your card"}
	ByCardSub   = T{"领券用，不用设密码", "For coupons, no password"}
	StillIn     = T{"%s，你还登录着", "%s, you are still signed in"}
	GoOn        = T{"继续", "Go on"}
	Comma       = T{"，", ". "}
	TriesLeft   = T{"还可以试 %s 次", "%s tries left"}
	OurFault    = T{"市端出错了，没有做成，请稍后再试", "Our fault, and it was not done. Please try again later"}
	Asking      = T{"请稍等…", "One moment…"}
	Cancel      = T{"取消", "Cancel"}
	NotHere     = T{"这一页要联网打开", "This page needs a network"}

	ChangeTitle  = T{"换一个自己的密码", "Choose your own password"}
	ChangeFirst  = T{"第一次登录要换掉初始密码，换好才能用", "The first password must be changed before anything else"}
	OldPassLabel = T{"现在的密码", "Present password"}
	NewPassLabel = T{"新密码", "New password"}
	NewPassHint  = T{"至少 10 个字符，别用手机号、生日和常见的词", "10 characters or more; no phone number, birthday or common word"}
	ChangeNow    = T{"换密码", "Change password"}
	Changing     = T{"正在换…", "Changing…"}
	ChangeSub    = T{"别的手机会退出登录", "Other phones are signed out"}
	Changed      = T{"密码换好了", "The password is changed"}
	ShowPass     = T{"显示密码", "Show password"}
)

// Wait says how long until another try: 再等 42 秒, 再等 3:05.
func (l Lang) Wait(seconds int) string {
	if seconds < 60 {
		return Put(l.Say(T{"再等 %s 秒", "Wait %s s"}), Int(seconds))
	}
	s := Int(seconds % 60)
	if len(s) == 1 {
		s = "0" + s
	}
	return Put(l.Say(T{"再等 %s", "Wait %s"}), Int(seconds/60)+":"+s)
}

// HowName is how somebody signed in.
func (l Lang) HowName(how string) string {
	return say(l, how, []named[string]{
		{"password", T{"密码", "Password"}}, {"passkey", T{"通行密钥", "Passkey"}}, {"sso", T{"统一登录", "City sign-in"}},
		{"card", T{"市民卡", "Citizen card"}},
	})
}
