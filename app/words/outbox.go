package words

// Sentences about what lies on this phone: the outbox, its file, its storage.
var (
	Withdraw      = T{"撤回", "Take back"}
	WithdrawAsk   = T{"这条还没发出，撤回后不再发送。撤回吗？", "This has not gone. Taken back, it will not be sent. Take it back?"}
	MaybeHeard    = T{"这条可能已经送到市端，不能只在手机上撤回。要请市端撤销这处吗？", "The city may have this already, so it cannot be taken back on the phone alone. Ask the city to withdraw it?"}
	MaybeHeardNo  = T{"可能已送到，发出后再看", "The city may have it; look again when it has gone"}
	Change        = T{"修改", "Change"}
	FileTitle     = T{"把待发送存成文件", "What waits, as a file"}
	SaveAsFile    = T{"存成文件", "Save as a file"}
	SavedAsFile   = T{"存好了，请收好这个文件。没通过的和没发出的照片也在里面", "Saved. Keep the file. What was not accepted and unsent photos are in it too"}
	BringIn       = T{"导入文件", "Bring in a file"}
	BroughtIn     = T{"导入了 %s 条", "%s brought in"}
	KnownAlready  = T{"，%s 条这里已有", ", %s here already"}
	LineNotTaken  = T{"第 %s 条没导入：", "Line %s was not taken: "}
	FileFailed    = T{"文件没读完，请再试一次", "The file was not read to its end, try again"}
	RescueLink    = T{"打不开时取回", "If the program does not open"}
	ManyWait      = T{"已有 %s 条没发出。请尽快连上网络，或先存成文件", "%s have not gone. Find a network soon, or save them as a file"}
	SafeUntil     = T{"这个浏览器七天不用会清掉内容：没发出的请在 %s 前联网发送，或存成文件", "This browser clears what is unused for seven days: send before %s, or save as a file"}
	PrivateWindow = T{"这是无痕窗口，关掉后没发出的内容就没了", "This is a private window: what has not gone is lost when it closes"}
	LostOutbox    = T{"浏览器清掉了这部手机上的内容，其中有 %s 条没发出。如果存过文件，可以在“我的”里导入", "The browser has cleared what was on this phone, %s of it unsent. If you saved a file, bring it in under Me"}

	StoreNewer  = T{"这部手机上的内容是新版程序存的，这一版不去动它。请联网更新；现在提交会直接发送", "A newer version has stored what is on this phone, and this one leaves it alone. Update with a network; what you do now is sent at once"}
	StoreBroken = T{"这部手机的存储坏了，没有动它。请联网提交；没发出的可以到“取出没发出的内容”试试", "This phone's storage is damaged and was left alone. Send with a network; try the rescue page for what has not gone"}
	StoreSlow   = T{"这部手机的存储没有回应，请联网提交。关掉其他页面再打开可能就好", "This phone's storage does not answer, please send with a network. Closing other pages may help"}
)
