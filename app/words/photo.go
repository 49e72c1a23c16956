package words

// Sentences of photos: taking them, drawing over them, sending them.
var (
	Shoot       = T{"拍照", "Photo"}
	FromGallery = T{"从相册选", "Gallery"}
	Blacken     = T{"涂黑", "Black out"}
	BlackenN    = T{"涂黑第 %s 张照片", "Black out photo %s"}
	BlackTitle  = T{"涂黑人脸、车牌", "Black out faces and plates"}
	BlackHint   = T{"在照片上划一块，或点一下。原图不会离开这部手机", "Draw a block on the photo, or tap. What is under it never leaves this phone"}
	BlackKeys   = T{"选中的黑块：方向键移动，+ 和 - 改大小，Delete 去掉", "On a block: arrows move it, + and - change its size, Delete removes it"}
	BlackBlock  = T{"黑块 %s", "Block %s"}
	BlackAdd    = T{"加一块", "Add a block"}
	BlackUndo   = T{"去掉一块", "Remove one"}
	BlackDone   = T{"涂好了", "Black it out"}
	BlackBusy   = T{"正在涂黑…", "Blacking out…"}
	BlackCancel = T{"不涂了", "Leave it"}
	BlackBroken = T{"没涂上，照片还是原样，也没有发出", "Not done. The photo is as it was, and was not sent"}
	PhotosWait  = T{"待发照片 %s", "Photos to send: %s"}
	PhotosHint  = T{"照片随后慢慢传，断了接着传，不耽误报告", "Photos follow by themselves and go on after a broken line; the report does not wait for them"}
	PhotoSent   = T{"照片已传 %s%", "Photo %s% sent"}
	PhotoAway   = T{"照片不在这部手机上，联网后再看", "The photo is not on this phone. Look again with a network"}
	PhotoOf     = T{"这盏灯的照片", "A photo of the lamp"}
	PhotoGone   = T{"有照片放了一周多，手机已清掉，请重拍", "A photo lay here for over a week and is gone. Please take it again"}
	PhotoQueued = T{"照片等网络", "Photo waits for a network"}
)
