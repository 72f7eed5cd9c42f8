"""Chunks in; those that match a question's terms best out, by BM25. tantivy, with terms cut by `index.text`."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

import tantivy

from index.dates import ENGLISH_MONTHS
from index.records import IndexRow
from index.text import terms
from index.translation import Alternative, TermGroup

VERSION = 1  # to be raised when the same chunk would be indexed differently

# A match in the title says less than one in the passage that has to answer; where a date or an outlet is asked
# for, one in what is known about the article says something too.
_FIELD_BOOSTS = {"body": 1.0, "title": 0.25, "about": 0.2}
_BM25_K1 = 1.2  # tantivy's
_WRITER_BYTES = 200_000_000


class TermIndex:
    """BM25 over the terms of chunks, of their articles' titles, and of sources and dates."""

    def __init__(self, index: tantivy.Index) -> None:
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._documents = max(1, self._searcher.num_docs)

    @classmethod
    def build(cls, rows: Iterable[IndexRow], folder: Path, on_row: Callable[[], None]) -> Self:
        """An index of `rows`, written to the empty `folder`; `on_row` is called after each."""
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(_WRITER_BYTES, 1)
        for row in rows:
            writer.add_document(
                tantivy.Document(
                    chunk=row.chunk_id,
                    body=" ".join(terms(row.text)),
                    title=" ".join(terms(row.title)),
                    about=" ".join(terms(_about(row))),
                )
            )
            on_row()
        writer.commit()
        writer.wait_merging_threads()
        return cls(index)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index that `build` wrote to `folder`."""
        return cls(tantivy.Index.open(str(folder)))

    def idf(self, term: str) -> float:
        """How rare `term` is in passages: BM25's inverse document frequency, highest when none has it."""
        frequency = self._searcher.doc_freq("body", term)
        return math.log(1 + (self._documents - frequency + 0.5) / (frequency + 0.5))

    def match(self, weights: Mapping[str, float], groups: Sequence[TermGroup], k: int) -> list[tuple[int, float]]:
        """Up to `k` chunks with the share of the question that they match, best first.

        `weights` are the question's own terms, `groups` their translations. A share is the BM25 score
        divided by what a passage with every term would get at most in its body, so that scores of
        different questions and languages can be compared.
        """
        scored = [self._term(term, weight) for term, weight in weights.items()]
        scored += [self._group(group) for group in groups]
        parts = [query for query, _ in scored]
        most = (_BM25_K1 + 1) * sum(rarity for _, rarity in scored)
        if not parts or not most:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])
        hits = self._searcher.search(query, k, count=False).hits
        ids = self._searcher.fast_field_values("chunk", [address for _, address in hits])
        return [(chunk, score / most) for chunk, (score, _) in zip(ids, hits, strict=True) if isinstance(chunk, int)]

    def _term(self, term: str, weight: float) -> tuple[tantivy.Query, float]:
        fields = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term, "freq"), weight * boost),
            )
            for field, boost in _FIELD_BOOSTS.items()
        ]
        return tantivy.Query.boolean_query(fields), weight * self.idf(term)

    def _group(self, group: TermGroup) -> tuple[tantivy.Query, float]:
        scored = [self._alternative(alternative) for alternative in group.alternatives]
        query = tantivy.Query.disjunction_max_query([query for query, _ in scored])
        return query, max((rarity for _, rarity in scored), default=0.0)

    def _alternative(self, alternative: Alternative) -> tuple[tantivy.Query, float]:
        words = list(alternative.terms)
        fields = []
        for field, boost in _FIELD_BOOSTS.items():
            phrase = (
                tantivy.Query.term_query(self._schema, field, words[0], "freq")
                if len(words) == 1
                else tantivy.Query.phrase_query(self._schema, field, list(words))
            )
            fields.append(tantivy.Query.boost_query(phrase, alternative.weight * boost))
        rarity = alternative.weight * sum(self.idf(word) for word in words)
        return tantivy.Query.disjunction_max_query(fields), rarity


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("chunk", stored=False, indexed=False, fast=True)
    for field in _FIELD_BOOSTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _about(row: IndexRow) -> str:
    """Source and date in the words of both languages."""
    if row.published is None:
        return row.source
    day = row.published
    return f"{row.source} {day.year}年{day.month}月{day.day}日 {ENGLISH_MONTHS[day.month - 1]} {day.day} {day.year}"
