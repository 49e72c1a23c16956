package words

// Sentences of 进展.
var (
	ProgressTitle = T{"民生进展", "Progress"}
	SegProvince   = T{"省民生实事", "Province"}
	SegLighting   = T{"郑点亮", "Lighting"}
	HeroTitle     = T{"省重点民生实事", "Key livelihood projects"}
	HeroPlot      = T{"%s项指标完成年度目标的进度，每个点是一项", "%s figures against their annual target, one dot each"}
	HeroPeriod    = T{"年一季度，截至3月底", " Q1, to the end of March"}
	YearGone      = T{"一年已过 %s%", "%s% of the year gone"}
	TenProjects   = T{"十件实事", "Ten projects"}
	LineKey       = T{"竖线：一年已过%s%", "Line: %s% of the year gone"}
	SourceIs      = T{"来源：%s通报", "Source: %s"}
	NoBulletin    = T{"通报还没下载，联网后自动更新", "Not downloaded yet. It updates when you are online."}
	ProjectNo     = T{"实事第%s项，截至3月底", "Project %s, to the end of March"}
	OfTotal       = T{"，共%s项", ", %s figures"}
	NarrativeOf   = T{"%s项工作进展，本季无量化指标", "%s work steps, no figures this quarter"}
	RatesTitle    = T{"率，与年度目标相比", "Rates against the annual target"}
	AboveTarget   = T{"高于年度目标", "Above target"}
	AboveBy       = T{"高于年度目标 %s 个百分点", "%s points above the annual target"}
	TargetTitle   = T{"年度任务完成进度", "Share of the annual target"}
	OtherFigures  = T{"其他数字", "Other figures"}
	WorkSteps     = T{"工作进展", "Work steps"}
	Ambiguous     = T{"通报在两个数字后只给了一个百分比，没有写它算的是哪一个，所以只放在整项上。", "The notice prints one share after two figures and does not say which it measures, so it stands for the project only."}
	ProjectShare  = T{"整项完成年度目标", "The project's share of its target"}
	ProjectSource = T{"数字引自省政府办公厅2024年一季度通报。", "Figures from the provincial government office's notice for the first quarter of 2024."}
	ProjectGone   = T{"这一项打不开，其他项可以看", "This one will not open; the others will"}
	MoreThan      = T{"略多于", "a little over"}

	LightingPeriod = T{"“郑点亮”专项行动，2024年至4月17日", "“Light Up Zheng”, 2024 to 17 April"}
	LitSections    = T{"条路段亮了", "sections lit"}
	Km             = T{"公里", "km"}
	Relit          = T{"复亮 23条，23.2公里（有灯不亮）", "Relit: 23 sections, 23.2 km (lamps were dark)"}
	FourOps        = T{"加减乘除", "Add, subtract, multiply, divide"}
	LightingSource = T{"市城管局，4月17日", "City management bureau, 17 April"}
	NoLighting     = T{"还没有这段时间的数字", "No figures for this period yet"}
	GoReport       = T{"家门口灯不亮？去报灯", "A lamp dark near you? Report it"}
	RatesUnsaid    = T{"两个比率的数值没有公布", "The two rates themselves were not printed"}
	OwnLedger      = T{"本系统的记录", "Counted by this system"}
	OwnLedgerSub   = T{"与上面的通报分开算，从这个系统启用时起", "Apart from the notice above, since this system began"}
	OwnReported    = T{"报灯处", "Places reported"}
	OwnRepairing   = T{"维修中", "In repair"}
	OwnFixed       = T{"已修好", "Fixed"}
	OwnLit         = T{"已亮灯", "Lit"}
	MileDone       = T{"已完成", "Done"}
	MileDoing      = T{"进行中", "Under way"}
	MilePlanned    = T{"计划", "Planned"}
	Share          = T{"分享", "Share"}
)

// OpNames are short names of the four operations.
var OpNames = map[string]T{
	"add": {"加灯添亮", "Add light"}, "subtract": {"减少盲区", "Fewer blind spots"},
	"multiply": {"智慧照明", "Smart lighting"}, "divide": {"排除病害", "Clear faults"},
}
