"""Articles, passages and replies in; what `--json` prints of them out. The contract with other tools."""

from typing import Any

from bot.answers.answer import Citation
from bot.answers.service import Reply
from index.articles import Article
from index.search import Passage

Record = dict[str, Any]


def article_record(article: Article) -> Record:
    """What a reader needs to find the article."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
    }


def passage_record(rank: int, passage: Passage) -> Record:
    """A search result; `start` and `end` are character offsets into the article's text."""
    return {
        "rank": rank,
        "score": round(passage.score, 6),
        "found_by": list(passage.found_by),
        "article": article_record(passage.article),
        "start": passage.chunk.start,
        "end": passage.chunk.end,
        "text": passage.chunk.text,
    }


def reply_record(reply: Reply) -> Record:
    """An answer with what it rests on."""
    return {
        "outcome": reply.answer.outcome.value,
        "answer": reply.answer.text,
        "span": reply.answer.span_text,
        "confidence": round(reply.answer.confidence, 4),
        "citations": [_citation_record(citation) for citation in reply.answer.citations],
        "passages": [passage_record(rank, passage) for rank, passage in enumerate(reply.passages, 1)],
        "elapsed_ms": round(reply.elapsed_ms, 1),
    }


def _citation_record(citation: Citation) -> Record:
    return {
        "article": article_record(citation.article),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }
