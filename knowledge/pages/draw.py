"""python draw.py [FILE]: draw the pages that standard input asks for in JSON, from within a jail.

FILE is the PDF of which pages are drawn. The pictures, PNG, come on standard output, each after its length in four
bytes.
Of this project only the package `knowledge` can be read there.
"""

import importlib.util
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_COLOURS_OF_TEXT = 64
_COLOURS = 256  # of charts, and of a picture that is large in all its colours: a photograph
_LARGE_BYTES = 1_500_000  # bytes


def _import_package() -> None:
    """Make ``knowledge`` known, the folder above that of this file."""
    spec = importlib.util.spec_from_file_location("knowledge", Path(__file__).parent.with_name("__init__.py"))
    assert spec is not None
    assert spec.loader is not None
    sys.modules["knowledge"] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)


def _main(*files: str) -> None:
    from pydantic import TypeAdapter

    from knowledge.pages.request import Wanted

    wanted: Wanted = TypeAdapter(Wanted).validate_json(sys.stdin.buffer.read())
    if wanted.kind == "text":
        from knowledge.pages.text_page import draw_text

        pictures = [picture.quantize(_COLOURS_OF_TEXT) for picture in draw_text(wanted)]
    elif wanted.kind == "sides":
        from knowledge.pages.sides_page import draw_sides

        pictures = [picture.quantize(_COLOURS_OF_TEXT) for picture in draw_sides(wanted)]
    elif wanted.kind == "charts":
        from knowledge.pages.chart_page import draw_charts

        # With fewer colours, those of a legend that no bar has turn into others.
        pictures = [picture.quantize(_COLOURS) for picture in draw_charts(wanted)]
    else:
        from knowledge.pages.pdf_page import draw_pages

        pictures = draw_pages(Path(files[0]), wanted)
    for picture in pictures:
        written = _png(picture)
        if len(written) > _LARGE_BYTES:
            written = _png(picture.quantize(_COLOURS))
        sys.stdout.buffer.write(len(written).to_bytes(4, "big") + written)


def _png(picture: "Image") -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


if __name__ == "__main__":
    _import_package()
    _main(*sys.argv[1:])
