"""The last step of every file: output intent and document information."""

from __future__ import annotations

from importlib.metadata import version

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from printkit.press.colours import press_profile


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
