sources = 来源
related = 文章谈到了这个话题，但没有说明这一点。最接近的段落：
not-found = 文章里没有。换个说法，或加上新闻里的人名、地名、日期再试试。
undated = 日期不详
unknown-source = 来源不详
crawled = { $date } 收录
age = { $days ->
    [0] 今天
   *[other] { NUMBER($days, useGrouping: 0) } 天前
}
old-archive = 最新一篇文章是 { $date } 的（{ $age }）：之后的事不在库里。
prompt = 问题
chat-hint = 共 { NUMBER($articles) } 篇文章。中文、英文都可以问；空行或 Ctrl-D 结束。
