package words

import (
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/progress"
)

// refusals says of every code what is wrong and what to do.
var refusals = map[op.Code]T{
	op.Missing:          {"还缺：%s。补上再试", "Missing: %s. Add it and try again"},
	op.TooLong:          {"%s太长了，请删短一些", "%s is too long. Please shorten it"},
	op.Malformed:        {"%s填得不对，请检查", "%s is not right. Please check it"},
	op.NotFound:         {"%s已经找不到了，刷新看看", "%s is no longer there. Refresh and look"},
	op.NotYours:         {"你不能做这一步，请换有权限的账号", "You may not do this. Use an account that may"},
	op.Moved:            {"别人已先处理，已保留他的结果", "A colleague was first; theirs is kept"},
	op.Unknown:          {"市端还不认识这个操作，内容已保留，等更新后再发", "The city does not know this yet. It is kept; send it after an update"},
	op.Broken:           {"市端出错了，内容已保留，请稍后再发", "Our fault. It is kept; please send it again later"},
	lamp.NoPlace:        {"灯在哪里？给个位置、路名或灯杆编号", "Where is the lamp? A position, road or pole number is needed"},
	lamp.WrongState:     {"现在的状态不能这样做，刷新看看", "It cannot be moved there now. Refresh and look"},
	lamp.NoReason:       {"请写明原因", "Please give a reason"},
	lamp.Future:         {"时间比现在还晚，请检查", "The time is later than now. Please check it"},
	lamp.LongAgo:        {"时间太久以前了，请重新看过再报", "That is too long ago. Please look again and report what you see now"},
	lamp.NotDark:        {"修好后还没到天黑，天黑以后看到亮了再点", "It has not been dark since the repair. Say so after dusk, when you see light"},
	lamp.NotAlone:       {"别人也报了这一处，不能撤回", "Others reported it too, so it cannot be withdrawn"},
	lamp.Late:           {"亮灯已超过14天，请重新报一次，会连到这一处", "It was lit more than 14 days ago. Please report it anew; it is linked to this one"},
	lamp.Circle:         {"这两处已经合在一起了", "These two are one already"},
	lamp.OnlyReport:     {"这是这一处唯一的报告，不用拆分", "It is the only report here; there is nothing to take it out of"},
	lamp.Taken:          {"已经有叫这个名字的了，请换一个", "There is one by this name already. Choose another"},
	ledger.Reversed:     {"结束时间比开始还早，请检查", "It ends before it begins. Please check"},
	ledger.Nothing:      {"没有可以计数的内容，至少写一项", "There is nothing to count in it. Write down one thing at least"},
	offer.CardNeeded:    {"卡没绑定，先绑卡", "Bind your card first"},
	offer.NotOpen:       {"还没开始，以市端时间为准", "Not open yet, by the city's time"},
	offer.Over:          {"这一场已结束", "This drop has ended"},
	offer.SoldOut:       {"这一场领完了", "This drop is gone"},
	offer.Standing:      {"主办方暂停了这一场，恢复后再领", "The organiser has paused this drop. Claim when it goes on"},
	offer.CalledOff:     {"主办方取消了这一场", "The organiser has cancelled this drop"},
	offer.SecondPerson:  {"要由另一个人复核，写过的人不能自己复核", "Another person has to review it: whoever wrote on it cannot"},
	offer.NotReviewed:   {"还没有复核，不能发布", "Not reviewed yet, so it cannot be announced"},
	offer.TimePassed:    {"开放时间已经过了，请改时间", "Its opening would be in the past. Change the time"},
	offer.Enough:        {"这一场你已领满", "You have as many of this drop as one may have"},
	offer.InDraw:        {"抽签每人一次", "One entry each in a draw"},
	offer.Forged:        {"这张券是假的，或被改过", "This coupon is forged, or was altered"},
	offer.Foreign:       {"不是本市发的券，或这部手机太久没联网。联网后再扫一次", "No coupon of this city, or this phone was without a network for long. Scan again with a network"},
	offer.NotFree:       {"前一场没有这么多余量，或还不能转", "The earlier drop has not so many left over, or not yet"},
	offer.Copied:        {"二维码过时了，可能是截图。请顾客打开“我的券”再扫", "The code is out of date, perhaps a screenshot. Ask the customer to open “My coupons”"},
	offer.WrongShop:     {"不是本店的券", "Not for this shop"},
	offer.IsExpired:     {"券过期了", "The coupon has expired"},
	offer.NoCoupon:      {"没有这个券码，请核对 12 位", "There is no coupon by this code. Check the 12 characters"},
	offer.IsVoid:        {"券已作废", "The coupon was cancelled"},
	offer.IsBack:        {"券已退回", "The coupon was given back"},
	offer.IsUsed:        {"这张用过了", "Already used"},
	offer.TooLittle:     {"消费不到满减的金额", "The purchase is below what the coupon asks for"},
	offer.DayIsFull:     {"今天离线核销满了，请联网后再核销", "No more redemptions without a network today. Go online"},
	offer.TooLate:       {"报得太晚，不结算", "Reported too late to be settled"},
	"needs_network":     {"输入券码要联网查。没有网络时请扫二维码", "A typed code needs a network. Without one, scan the QR code"},
	"camera_denied":     {"没有摄像头权限，请输入券码", "No permission for the camera. Type the code"},
	"no_camera":         {"没有摄像头可用，请输入券码", "There is no camera. Type the code"},
	offer.Elsewhere:     {"这一场在官方渠道领取", "This one is claimed in the official channels"},
	progress.WrongShare: {"%s的百分比不对，应在0到100之间", "The share of %s must be between 0 and 100"},
	"sign_in":           {"登录已结束，请重新登录。没发出的都保留着", "Your sign-in has ended. Please sign in again; what waits is kept"},
	"sign_in_wrong":     {"账号或密码不对", "Name or password is wrong"},
	"sign_in_often":     {"试得太多了，等一等再来", "Too many tries. Please wait a little"},
	"locked":            {"密码错得太多，账号暂时锁住了", "Too many wrong passwords: the account is locked for a while"},
	"disabled":          {"这个账号停用了，请找管理员", "This account is disabled. Ask the administrator"},
	"must_change":       {"请先换掉初始密码", "Please change the first password first"},
	"weak_password":     {"这个密码太容易猜，换长一点的", "Too easy to guess. Choose a longer one"},
	"same_password":     {"和原来的一样，请换一个", "The same as before. Choose another"},
	"passkey_wrong":     {"这个通行密钥没通过，用密码登录再试", "This passkey was not accepted. Use your password"},
	"passkey_stopped":   {"没有用成通行密钥，可以再试，或用密码", "The passkey was not used. Try again, or use your password"},
	"passkey_here":      {"这部手机已经有这个账号的通行密钥", "This phone has a passkey for the account already"},
	"sso_failed":        {"统一登录没有成功，请再试一次", "The city's sign-in did not work. Please try again"},
	"sso_unknown":       {"统一登录里的这个身份还没有账号，请找管理员", "This identity has no account here yet. Ask the administrator"},
	"card_wrong":        {"姓名和卡号对不上，请检查", "Name and number do not fit. Please check"},
	"bad_name":          {"姓名填得不对", "The name is not right"},
	"bad_number":        {"卡号填得不对", "The card number is not right"},
	"bad_phone":         {"手机号填得不对", "The phone number is not right"},
	"cards_off":         {"这里还没有开通绑卡", "Cards cannot be bound here yet"},
	"columns":           {"列数和第一行不一样", "Not as many columns as the first line"},
	"encoding":          {"文字编码不对，请存成 UTF-8 或 GBK", "The encoding is not right. Save it as UTF-8 or GBK"},
	"quotes":            {"引号没有成对", "A quotation mark does not close"},
	"bad_header":        {"第一行应是 name,number,phone（姓名,卡号,手机号）", "The first line should be name,number,phone"},
	"code_wrong":        {"验证码不对", "The code is wrong"},
	"code_over":         {"验证码过期或试完了，请重新获取", "The code is over. Ask for a new one"},
	"code_often":        {"验证码要得太多，等一等再来", "Too many codes. Please wait a little"},
	"too_often":         {"点得太快了，等一等再来", "Too fast. Please wait a little"},
	"too_big":           {"内容太大了，请分开或缩小", "This is too large. Please make it smaller"},
	"too_slow":          {"网络太慢，没有送完，请再试", "The network was too slow. Please try again"},
	"other_site":        {"这一步只能在灯火里做，请从这里打开再试", "This can only be done inside Denghuo. Open it here and try again"},
	"login_taken":       {"这个账号名已有人用，请换一个", "This login is taken. Choose another"},
	"too_many":          {"太多了，先去掉一个再加", "There are too many. Take one away first"},
	"later":             {"市端暂时忙，稍后再试", "The city is busy. Please try again shortly"},
	"busy":              {"市端暂时忙，稍后再试", "The city is busy. Try again in a moment"},
	"last_admin":        {"这是最后一个管理员，不能停用或改走", "This is the last administrator and must stay"},
	"not_a_picture":     {"照片打不开，请重拍", "This photo will not open, take another"},
	"place_denied":      {"没有定位权限，也能报：写路名或灯杆编号", "No permission for the position. Give a road or a pole number instead"},
	"place_unavailable": {"定位用不了，也能报：写路名或灯杆编号", "The position is not to be had. Give a road or a pole number instead"},
	"place_timeout":     {"定位太慢，也能报：写路名或灯杆编号", "The position takes too long. Give a road or a pole number instead"},
	"phone_full":        {"手机存满了。先发出旧报告，或去掉照片", "Storage full. Send old reports first, or leave out the photo"},
	"other_tab":         {"灯火在另一个页面开着。点上面的“在这里用”再试", "Denghuo is open in another tab. Tap “Use here” above and try again"},
	"gone_already":      {"这条可能已经送到市端，不能在手机上撤回", "The city may have this already; it cannot be taken back on the phone"},
	"not_an_outbox":     {"这不是灯火存出来的文件", "This is not a file that Denghuo has saved"},
	"newer_file":        {"这个文件是更新的版本存的，请先更新", "A newer version has saved this file. Update first"},
	"other_person":      {"这是另一个身份的内容，请换成存它时的身份", "This belongs to another person. Be the one who saved it"},
	"no_line":           {"没有网络，联网后再试", "No network. Try again when there is one"},
	"photo_heic":        {"这台手机的浏览器打不开 HEIC 照片。请在相机设置里选“兼容性最佳”，或用这里的“拍一张”", "This browser cannot open HEIC photos. Choose “Most compatible” in the camera's settings, or take one here"},
	"photo_too_big":     {"照片太大，请换一张", "The photo is too large, take another"},
}

var fields = map[string]T{
	"note": {"说明", "The note"}, "words": {"路名", "The road text"}, "pole": {"灯杆编号", "The pole number"},
	"point": {"位置", "The position"}, "place": {"位置", "The place"}, "photos": {"照片", "The photos"},
	"fault": {"情况", "The fault"}, "danger": {"危险", "The danger"}, "reason": {"原因", "The reason"},
	"road": {"路名", "The road"}, "district": {"区县", "The district"}, "count": {"数量", "The number"}, "cause": {"原因", "The cause"}, "found": {"发现日期", "The day it was found"}, "cured": {"处理日期", "The day it was dealt with"}, "lit": {"亮灯日期", "The day it was lit"}, "began": {"开始时间", "The beginning"},
	"roads": {"道路", "The roads"}, "track": {"轨迹", "The track"}, "boxes": {"箱台变", "The transformers"}, "metres": {"长度", "The length"}, "ended": {"结束时间", "The end"}, "why": {"原因", "The reason"},
	"seen": {"看到的时间", "The time"}, "contact": {"联系电话", "The phone number"}, "tel": {"电话号码", "The phone number"}, "level": {"级别", "The level"},
	"owner": {"责任单位", "Whose it is"}, "done": {"数量", "The counts"}, "into": {"另一处", "The other spot"}, "report": {"这条报告", "The report"},
	"job": {"这个任务", "The job"}, "step": {"这一步", "The step"}, "deadline": {"时限", "The deadline"}, "members": {"班组成员", "Who is in the crew"}, "rules": {"规则", "The rules"},
	"crew": {"班组", "The crew"}, "spot": {"这一处", "The spot"}, "drop": {"这一场", "The drop"},
	"offer": {"优惠", "The offer"}, "stock": {"数量", "The stock"}, "price": {"金额", "The amount"}, "coupon": {"券", "The coupon"}, "benefit": {"优惠内容", "The benefit"},
	"ends": {"结束时间", "The end"}, "valid": {"有效期", "The validity"}, "per_person": {"每人限领", "The limit per person"}, "shops": {"商户", "The shops"},
	"plan": {"这个方案", "The plan"}, "to": {"状态", "The state"}, "from": {"前一场", "The earlier drop"}, "carry": {"转入数量", "The number carried over"}, "name": {"名称", "The name"}, "limit": {"上限", "The limit"}, "redemption": {"这一笔", "This redemption"}, "title": {"名称", "The title"}, "at": {"时间", "The time"},
}

// Refusal says what is wrong and what to do. A code from a newer city still gets
// a sentence.
func (l Lang) Refusal(r op.Refusal) string {
	sentence, ok := refusals[r.Code]
	if !ok {
		sentence = T{"没通过（" + string(r.Code) + "），内容已保留", "Not accepted (" + string(r.Code) + "). It is kept"}
	}
	field, ok := fields[r.Field]
	if !ok {
		field = T{"内容", "This"}
	}
	return Put(l.Say(sentence), l.Say(field))
}
