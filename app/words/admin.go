package words

import "denghuo/shared/op"

// Sentences of the administrator's room.
var (
	AdminTitle  = T{"管理", "Administration"}
	AdminOnly   = T{"这一页给管理员用，请先登录", "This page is for the administrator. Please sign in"}
	AdminNav    = T{"管理的四页", "Pages of administration"}
	NavAccounts = T{"账号", "Accounts"}
	NavCards    = T{"市民卡登记", "Card register"}
	NavAudit    = T{"操作记录", "Audit log"}

	AccountsCount = T{"%s 个账号", "%s accounts"}
	AccountsNone  = T{"没有这样的账号", "No such account"}
	AccountsFind  = T{"搜账号、名字", "Search login or name"}
	AccountsKeys  = T{"键盘：↑ ↓ 移动，回车打开，Esc 收起", "Keyboard: ↑ ↓ move, Enter opens, Esc closes"}
	AccountsOff   = T{"停用", "Disabled"}
	AccountsNew   = T{"没改初始密码", "First password"}
	AccountsMore  = T{"再显示 50 个", "Show 50 more"}
	AccountsAll   = T{"全部", "All"}
	AccountAdd    = T{"添加账号", "Add an account"}
	AccountLogin  = T{"账号（登录用）", "Login"}
	AccountLoginH = T{"小写字母、数字、点、横线，定了不能改", "Small letters, digits, dot, dash; it cannot be changed later"}
	AccountName   = T{"名字", "Name"}
	AccountRoles  = T{"能做什么", "Roles"}
	AccountAdding = T{"正在添加…", "Adding…"}
	AccountSave   = T{"保存修改", "Save changes"}
	AccountSaving = T{"正在保存…", "Saving…"}
	AccountSaved  = T{"已保存，对方下次联网时生效", "Saved. It holds at their next contact"}
	AccountSSO    = T{"名字和角色来自统一登录", "Name and roles come from the city's sign-in"}
	AccountMine   = T{"这是你自己", "This is you"}
	PassOnce      = T{"%s 的初始密码，只显示这一次", "First password of %s, shown this once"}
	PassOnceMore  = T{"当面或电话告诉本人。第一次登录要换掉。", "Tell it in person or by phone. It must be changed at the first sign-in."}
	Copy          = T{"复制", "Copy"}
	Copied        = T{"已复制", "Copied"}
	PassSeen      = T{"我记下了", "I have noted it"}
	PassFresh     = T{"给新密码", "New password"}
	PassFresh1    = T{"原来的密码马上作废，所有手机都退出", "The old password ends at once, and all phones are signed out"}
	PassFresh2    = T{"新密码只显示一次，本人登录后要再换", "The new one is shown once and must be changed after signing in"}
	PassFreshNow  = T{"生成新密码", "Make a new password"}
	AccountStop   = T{"停用账号", "Disable"}
	AccountStop1  = T{"所有手机马上退出，不能再登录", "All phones are signed out at once and cannot sign in again"}
	AccountStop2  = T{"做过的事和记录都留着，随时可以再启用", "What was done stays on record; it can be enabled again"}
	AccountStart  = T{"重新启用", "Enable again"}
	AccountStart1 = T{"用原来的密码和角色登录", "They sign in with the password and roles they had"}
	AccountPhones = T{"登录着的手机", "Signed-in phones"}
	AccountNoOne  = T{"没有登录着的手机", "Signed in nowhere"}
	AccountEnd    = T{"全部退出", "Sign out all"}
	AdminOffline  = T{"没有网络。名单可以看，修改要联网", "No network. You can read the list; changes need one"}

	CardsSub      = T{"社保卡（市民卡）登记名单，绑卡时用来核对", "The register that cards are checked against"}
	CardsForm     = T{"CSV 文件，第一行是 name,number,phone，下面每行一张卡。导入只增加和更新，不删除。卡号和姓名只存指纹，手机号加密。", "A CSV file; the first line is name,number,phone, then one card a line. Importing adds and updates, it deletes nothing. Numbers and names are kept as fingerprints, phone numbers sealed."}
	CardsPick     = T{"选文件", "Choose a file"}
	CardsPicked   = T{"已选 %s", "Chosen: %s"}
	CardsNow      = T{"导入", "Import"}
	CardsDoing    = T{"正在导入…", "Importing…"}
	CardsAdded    = T{"新增", "Added"}
	CardsChanged  = T{"更新", "Changed"}
	CardsSame     = T{"没有变化", "Unchanged"}
	CardsBroken   = T{"读到第 %s 行就读不下去了，后面的没有导入。改好再导一次，重复的不要紧", "It could not be read beyond line %s; the rest was not taken. Mend it and import again, repeats do no harm"}
	CardsWrong    = T{"没导入", "Not taken"}
	CardsLine     = T{"第 %s 行", "Line %s"}
	CardsWrongAre = T{"没导入的行", "Lines not taken"}
	CardsFirst    = T{"只列前 200 行", "The first 200 are shown"}
	CardsDone     = T{"导入完成", "Imported"}

	AuditSub      = T{"谁在什么时候对什么做了什么，只增不改", "Who did what to what and when; only added to, never changed"}
	AuditWho      = T{"谁（账号或代号）", "Who (login or number)"}
	AuditKind     = T{"做了什么", "What"}
	AuditAny      = T{"全部操作", "Anything"}
	AuditAbout    = T{"对什么", "About"}
	AuditText     = T{"任意文字", "Any text"}
	AuditFrom     = T{"从哪天", "From"}
	AuditTo       = T{"到哪天", "To"}
	AuditSearch   = T{"查找", "Search"}
	AuditDoing    = T{"正在查…", "Searching…"}
	AuditWhole    = T{"记录完整，没有改动", "The record is whole"}
	AuditBroken   = T{"记录被改动过", "The record was tampered with"}
	AuditNone     = T{"没有这样的记录", "No such entries"}
	AuditOlder    = T{"更早的", "Older"}
	AuditCSV      = T{"下载 CSV", "Download CSV"}
	AuditRefused  = T{"没通过", "Refused"}
	AuditMore     = T{"更多条件", "More filters"}
	TheCityItself = T{"系统", "The system"}
	SomePhone     = T{"一部手机", "A phone"}
	SomeHolder    = T{"一位持卡人", "A cardholder"}
	ForgottenOne  = T{"已删除的人", "A deleted person"}
)

// LineCode says what is wrong with a line of a register.
func (l Lang) LineCode(code op.Code) string { return l.Refusal(op.Refusal{Code: code}) }

// Kinds are people by the beginning of their number.
var Kinds = map[string]T{"city": TheCityItself, "d": SomePhone, "h": SomeHolder, "x": ForgottenOne}

// KindName is what was done, as an administrator says it. A kind that is newer
// than this program keeps its name.
func (l Lang) KindName(kind string) string {
	if name, ok := kinds[kind]; ok {
		return l.Say(name)
	}
	return kind
}

var kinds = map[string]T{
	"lamp.submit": {"报灯", "Report"}, "lamp.move": {"改灯的状态", "A lamp moved"}, "lamp.merge": {"合并", "Merged"}, "lamp.split": {"拆分", "Split"}, "lamp.undo": {"撤销一步", "A step taken back"},
	"lamp.set": {"改灯的信息", "A lamp's facts"}, "lamp.note": {"内部备注", "Office note"}, "lamp.let_out": {"照片给大家看", "Photo let out"}, "lamp.rules": {"改报灯规则", "Lamp rules"}, "lamp.tend": {"到期自动处理", "Done by its date"},
	"offer.claim":   {"领券", "Claim"},
	"offer.publish": {"发布优惠", "Offer published"}, "offer.open": {"开场", "Drop opened"}, "photo.arrive": {"照片到达", "Photo arrived"},
	"progress.bulletin": {"发布通报", "Bulletin published"}, "progress.campaign": {"发布专项数字", "Campaign published"},
	"account.add": {"添加账号", "Account added"}, "account.change": {"修改账号", "Account changed"}, "account.password": {"换密码", "Password changed"},
	"account.passkey": {"通行密钥", "Passkey"}, "account.passkey_drop": {"删除通行密钥", "Passkey removed"}, "account.begin": {"登录", "Signed in"},
	"account.end": {"结束登录", "Sign-in ended"}, "account.wrong": {"密码错误", "Wrong password"}, "account.meet": {"新手机", "New phone"},
}
