package words

// Sentences of the map's page.
var (
	Map         = T{"地图", "Map"}
	MapLoading  = T{"正在打开地图…", "Opening the map…"}
	MapNeedsNet = T{"地图要先联网打开一次。不用地图也能看附近的灯、报灯", "The map must be opened with a network once. Lamps near you and reports need no map"}
)

// Named is a sentence under the name that web/map.js has for it.
type Named struct {
	Name string
	T
}

// Atlas is every sentence on the map.
var Atlas = []Named{
	{"of", T{"附近的灯，地图。方向键移动，加减号缩放，下面的列表是同样的内容", "Map of lamps. Arrow keys move it, plus and minus zoom; the list below has the same"}},
	{"none", T{"没有接入底图：位置画在网格和距离圈上", "No base map here: places stand on a grid with rings of distance"}},
	{"off", T{"没有网络，这一片没看过：先画网格和距离圈", "No network, and this part was not seen before: a grid with rings of distance"}},
	{"bad", T{"底图没取到：先画网格和距离圈", "The base map does not come: a grid with rings of distance"}},
	{"me", T{"我的位置", "My position"}},
	{"looking", T{"正在定位…", "Locating…"}},
	{"lost", T{"定位没打开，移动地图也能找", "No position. Move the map instead"}},
	{"seen", T{"图上这一片有 %s 处", "%s places in view"}},
	{"nearest", T{"列出离中心最近的 %s 处", "The %s nearest to the middle"}},
	{"empty", T{"图上这一片没有待亮的灯。移动或缩小地图看看", "No lamp waits in this part. Move the map or zoom out"}},
	{"nearer", T{"放大", "Zoom in"}},
	{"farther", T{"缩小", "Zoom out"}},
	{"many", T{"%s 处", "%s places"}},
	{"voices", T{"%s 人说过", "said by %s"}},
	{"danger", T{"有危险", "Danger"}},
	{"chosen", T{"点中的位置", "What you tapped"}},
	{"close", T{"收起", "Close"}},
	{"desk", T{"在分拣台打开", "Open at the desk"}},
	{"cross", T{"移动地图，让十字对准灯；也可以点一下灯的位置", "Move the map until the cross is on the lamp, or tap where it is"}},
	{"take", T{"灯在十字这里", "The lamp is at the cross"}},
	{"and", T{"，", ", "}},
}
