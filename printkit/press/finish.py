"""The last step of every file: output intent, document information, a deterministic identity, saving."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream

from printkit.press.colours import press_profile

PDF_VERSION = "1.6"


def finish(pdf: Pdf, title: str, minted_on: str) -> None:
    """Add what says how the file is meant: title, date, and the printing condition with its profile.

    The date is that of minting, never the clock: the same order gives the same bytes. Without it there is
    none.
    """
    info = pdf.docinfo
    info["/Title"] = title
    info["/Creator"] = "Signet"
    info["/Producer"] = f"Signet printkit {version('signet-print')}"
    info["/Trapped"] = Name("/False")
    if minted_on:
        date = f"D:{minted_on.replace('-', '')}000000Z"
        info["/CreationDate"] = date
        info["/ModDate"] = date
    profile = Stream(pdf, press_profile(), Dictionary(N=4, Alternate=Name.DeviceCMYK))
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier="FOGRA39",
        OutputCondition="Offset, coated paper, ISO 12647-2:2004",
        RegistryName="http://www.color.org",
        Info="FOGRA39 (ISO coated), profile FOGRA39L_coated.icc",
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def save(pdf: Pdf, path: Path) -> None:
    """Write the file; its identity is made of its content.

    It passes through memory: qpdf ends the whole process when a disk is full.

    Raises:
        OSError: If it cannot be written.
    """
    whole = BytesIO()
    pdf.save(
        whole,
        force_version=PDF_VERSION,
        object_stream_mode=ObjectStreamMode.disable,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    path.write_bytes(whole.getbuffer())
