package words

// Sentences about the line.
var (
	StartsOver = T{"市端反复要求重新下载，几分钟后再试。内容都保留着", "The city keeps asking for a fresh start. This tries again in a few minutes; everything is kept"}
)
