package words

// Sentences of what a person does about their data.
var (
	KeptTitle = T{"存了什么", "What is kept"}
	KeptMore  = T{"点开看为什么存、谁能看、删除后怎样。除此之外什么都不存。", "Open a line to see why, who reads it, and what deletion does. Nothing else is kept."}
	Exporting = T{"正在整理…", "Gathering…"}
	Exported  = T{"已导出，在手机的下载里", "Exported. It is in the phone's downloads"}

	SessionsTitle = T{"登录着的手机", "Signed-in phones"}
	ThisOne       = T{"这部", "This one"}
	SeenAt        = T{"最近 %s", "Last seen %s"}
	EndIt         = T{"退出", "Sign out"}
	EndOthers     = T{"别的都退出", "Sign out all others"}
	Ending        = T{"正在退出…", "Signing out…"}
	OnlyHere      = T{"只在这部手机登录着", "Signed in on this phone only"}
	UnknownPhone  = T{"没有名字的手机", "A phone without a name"}

	KeysTitle  = T{"通行密钥", "Passkeys"}
	KeysSub    = T{"用指纹、面容或锁屏密码登录，不用记密码", "Sign in with finger, face or screen lock; no password to remember"}
	KeysNone   = T{"还没有通行密钥", "No passkeys yet"}
	KeysNot    = T{"这部手机的浏览器不能用通行密钥", "This phone's browser has no passkeys"}
	KeyAdd     = T{"在这部手机上添加", "Add one on this phone"}
	KeyAdding  = T{"请在手机上确认…", "Confirm on your phone…"}
	KeyLabel   = T{"给它起个名字", "A name for it"}
	KeyLabelIs = T{"我的手机", "My phone"}
	KeyAdded   = T{"添加好了，下次可以用它登录", "Added. You can sign in with it next time"}
	KeyDrop    = T{"删除", "Remove"}
	KeyMade    = T{"%s 添加", "Added %s"}

	ForgetHere  = T{"这部手机里的内容也清掉，没用的券就没有了。想留一份，先下载", "What is on this phone goes too, and so do coupons not yet used. Download first if you want a copy"}
	DeleteSub   = T{"先看清会怎样，再决定", "See what happens first"}
	DeleteTyped = T{"输入“删除”两个字", "Type the word DELETE"}
	DeleteWord  = T{"删除", "DELETE"}
	Deleting    = T{"正在删除…", "Deleting…"}
	DeleteStaff = T{"工作账号由管理员管。要删除，请找管理员停用。", "Accounts for work are the administrator's. Ask them to close it."}
	DataOffline = T{"没有网络。下面的说明可以看，导出和删除要联网", "No network. You can read what is kept; exporting and deleting need one"}
)
