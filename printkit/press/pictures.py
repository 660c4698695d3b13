"""Bitmaps → image objects, each once in the file."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from io import BytesIO

from pikepdf import Dictionary, Name, Object, Pdf, Stream
from PIL import Image, UnidentifiedImageError

from printkit.errors import SignetError
from printkit.press.colours import Colours

SPACES = {"L": Name.DeviceGray, "CMYK": Name.DeviceCMYK, "RGB": Name.DeviceRGB}


class Pictures:
    """All bitmaps of a file by name; each is embedded when it was drawn at least once."""

    def __init__(self, files: Mapping[str, bytes], colours: Colours) -> None:
        self._files = files
        self._colours = colours
        self._names: dict[str, str] = {}

    def name(self, file: str) -> str:
        """Return the name of a bitmap in content streams."""
        return self._names.setdefault(file, f"I{len(self._names)}")

    def embed(self, pdf: Pdf) -> Dictionary:
        """Return every bitmap that was drawn, as a resource."""
        made = Dictionary()
        for file, name in self._names.items():
            made[f"/{name}"] = self._image(pdf, file)
        return made

    def _image(self, pdf: Pdf, file: str) -> Object:
        data = self._files[file]
        image = _open(file, data)
        seen = self._colours.bitmap(image if image.mode in ("L", "CMYK") else image.convert("L"))
        entries = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=seen.width,
            Height=seen.height,
            BitsPerComponent=8,
            ColorSpace=SPACES[seen.mode],
        )
        stream = Stream(pdf, b"", entries)
        if seen is image and image.format == "JPEG":
            if seen.mode == "CMYK":
                stream.Decode = [1, 0] * 4  # as Photoshop writes them, and as Pillow reads all of them
            stream.write(data, filter=Name.DCTDecode)
        else:
            stream.write(zlib.compress(seen.tobytes()), filter=Name.FlateDecode)
        return stream


def _open(file: str, data: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(data))
        image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise SignetError.of(
            "picture", f"The picture cannot be read ({error}).", "Save it again as JPEG or TIFF.", file=file
        ) from error
    if image.mode not in ("1", "L", "CMYK"):
        raise SignetError.of(
            "picture-colours",
            f"The picture is neither CMYK nor grey but {image.mode}.",
            "Convert it to CMYK or grey, without transparency.",
            file=file,
        )
    return image
