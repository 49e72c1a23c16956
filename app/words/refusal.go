package words

import (
	"denghuo/shared/lamp"
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
	offer.CardNeeded:    {"卡没绑定，先绑卡", "Bind your card first"},
	offer.NotOpen:       {"还没开始，以市端时间为准", "Not open yet, by the city's time"},
	offer.Over:          {"这一场已结束", "This drop has ended"},
	offer.SoldOut:       {"这一场领完了", "This drop is gone"},
	offer.Elsewhere:     {"这一场在官方渠道领取", "This one is claimed in the official channels"},
	progress.WrongShare: {"%s的百分比不对，应在0到100之间", "The share of %s must be between 0 and 100"},
	"sign_in_wrong":     {"账号或密码不对", "Name or password is wrong"},
	"sign_in_often":     {"试得太多了，过一分钟再来", "Too many tries. Come back in a minute"},
	"not_a_picture":     {"照片打不开，请重拍", "This photo will not open, take another"},
	"place_denied":      {"没有定位权限，也能报：写路名或灯杆编号", "No permission for the position. Give a road or a pole number instead"},
	"place_unavailable": {"定位用不了，也能报：写路名或灯杆编号", "The position is not to be had. Give a road or a pole number instead"},
	"place_timeout":     {"定位太慢，也能报：写路名或灯杆编号", "The position takes too long. Give a road or a pole number instead"},
	"phone_full":        {"手机存满了。先发出旧报告，或去掉照片", "Storage full. Send old reports first, or leave out the photo"},
	"other_tab":         {"灯火在另一个页面开着。点上面的“在这里用”再试", "Denghuo is open in another tab. Tap “Use here” above and try again"},
	"no_line":           {"没有网络，联网后再试", "No network. Try again when there is one"},
	"photo_heic":        {"这台手机的浏览器打不开 HEIC 照片。请在相机设置里选“兼容性最佳”，或用这里的“拍一张”", "This browser cannot open HEIC photos. Choose “Most compatible” in the camera's settings, or take one here"},
	"photo_too_big":     {"照片太大，请换一张", "The photo is too large, take another"},
}

var fields = map[string]T{
	"note": {"说明", "The note"}, "words": {"路名", "The road text"}, "pole": {"灯杆编号", "The pole number"},
	"point": {"位置", "The position"}, "place": {"位置", "The place"}, "photos": {"照片", "The photos"},
	"fault": {"情况", "The fault"}, "danger": {"危险", "The danger"}, "reason": {"原因", "The reason"},
	"crew": {"班组", "The crew"}, "spot": {"这一处", "The spot"}, "drop": {"这一场", "The drop"},
	"offer": {"优惠", "The offer"}, "stock": {"数量", "The stock"}, "at": {"时间", "The time"},
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
