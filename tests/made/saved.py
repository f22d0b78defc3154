"""Saved files, changed on purpose."""

from __future__ import annotations

import json
import zipfile

from vedette.core import saving


def sealed(path, parts):
    """Write the parts as a saved file with a right checksum, whatever they are."""
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
        file.comment = bytes(len(saving._seal(b"")))
    saving._seal_file(path)
    return path


def parts_of(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def changed(path, change):
    """The saved file with its manifest changed in place by a function, and sealed."""
    parts = parts_of(path)
    manifest = json.loads(parts["manifest.json"])
    change(manifest)
    return sealed(path, parts | {"manifest.json": json.dumps(manifest).encode()})
