"""A newsroom that writes its posts as files: publish, correct, withdraw."""

import os
from pathlib import Path

_POST = """---
title: "{title}"
categories:
 - news
 - {source}
author: {source}
date: {date}
link: https://example.com/{name}
---

{body}
"""


class Desk:
    """Posts in a folder, in the format of the real ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def publish(
        self,
        name: str,
        *paragraphs: str,
        title: str | None = None,
        source: str = "Harbour Wire",
        date: str = "Mon, 05 Sep 2022 11:29:55 GMT",
    ) -> Path:
        """Writes the post `name`, in place of an earlier one."""
        body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        return self.write(name, _POST.format(title=title or name, source=source, date=date, name=name, body=body))

    def write(self, name: str, content: str | bytes) -> Path:
        """Writes the file of the post `name` as given."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        earlier = path.stat().st_mtime_ns if path.exists() else None
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if earlier is not None:
            _later(path, earlier)
        return path

    def publish_broken(self, name: str) -> Path:
        """A file that is no text in any encoding."""
        return self.write(name, b"\x00\xff\xfe\x01" * 400)

    def touch(self, name: str) -> None:
        """Gives the post another time and leaves its content alone."""
        path = self.path(name)
        _later(path, path.stat().st_mtime_ns)

    def rename(self, old: str, new: str) -> None:
        """Moves a post."""
        self.path(old).rename(self.path(new))

    def withdraw(self, *names: str) -> None:
        """Deletes posts."""
        for name in names:
            self.path(name).unlink()

    def path(self, name: str) -> Path:
        """Where the post `name` is."""
        return self.folder / f"{name}.md"


def _later(path: Path, than: int) -> None:
    """A time a second on, whatever the file system's resolution."""
    os.utime(path, ns=(than + 10**9, than + 10**9))
