sources = Sources
related = The articles are about this but do not state it. The closest passages:
not-found = Not in the articles. Try other words, or a name, a place or a date from the news.
undated = no date
unknown-source = unknown source
crawled = seen { $date }
age = { $days ->
    [0] today
    [one] { $days } day ago
   *[other] { NUMBER($days, useGrouping: 0) } days ago
}
old-archive = The newest article is from { $date }, { $age }: newer events are not in the archive.
prompt = Question
chat-hint = { $articles ->
    [one] { $articles } article. Ask in Chinese or English; an empty line or Ctrl-D ends.
   *[other] { NUMBER($articles) } articles. Ask in Chinese or English; an empty line or Ctrl-D ends.
}
