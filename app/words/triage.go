package words

// Sentences of the clerk's desk.
var (
	TriageTitle  = T{"报灯分拣", "Sorting"}
	TriageCount  = T{"%s 处待处理", "%s places open"}
	TriageEmpty  = T{"没有待核实的报告", "Nothing to check"}
	TriageNoList = T{"这一栏没有", "Nothing here"}
	TriageNo     = T{"这一页给工作人员用，请先登录", "This page is for staff. Please sign in"}
	AllOpen      = T{"全部", "All"}
	DangerTag    = T{"有危险", "Danger"}
	PhotosTag    = T{"%s 张照片", "%s photos"}
	People       = T{"人", "people"}
	Reports      = T{"报告", "Reports"}
	MoreRows     = T{"再显示 100 处", "Show 100 more"}
	Close        = T{"收起", "Close"}
	Picked       = T{"已选 %s 处", "%s picked"}
	SearchHint   = T{"搜路名、编号", "Search road or number"}
)

// Crews is who lamps are given to until the administrator's room has them.
var Crews = []T{{"二七班组", "Erqi crew"}, {"中原班组", "Zhongyuan crew"}, {"金水班组", "Jinshui crew"}}
