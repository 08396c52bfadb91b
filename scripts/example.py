"""python -m scripts.example: set the text of the example report as the PDF beside it; needs the extra "dev".

The same text gives the same bytes, with the versions of typst and of the fonts that are locked.
"""

from hashlib import sha256

from knowledge.documents import EXAMPLE_REPORT

SOURCE = EXAMPLE_REPORT.with_suffix(".typ")


def source_checksum() -> str:
    """Return the checksum of the report's text, which its PDF has among its keywords."""
    return sha256(SOURCE.read_bytes()).hexdigest()


def set_report() -> bytes:
    """Return the report as a PDF, with those characters of Noto Sans SC and Noto Serif SC (SIL OFL 1.1) that it has."""
    import pylopdf_fonts_zh_cn
    import typst

    made: bytes = typst.compile(
        SOURCE,
        format="pdf",
        font_paths=[pylopdf_fonts_zh_cn.sans_path().parent],
        ignore_system_fonts=True,
        sys_inputs={"source": source_checksum()},
        pdf_tags=False,  # they are a third of the file
    )
    return made


if __name__ == "__main__":
    EXAMPLE_REPORT.write_bytes(set_report())
    print(EXAMPLE_REPORT)
