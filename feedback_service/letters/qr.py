"""The QR code of a letter: the address of the page where a case is looked up, and nothing else."""

import io

import segno


def tracking_address(base_url: str) -> str:
    """Return what the code says: no key, no reference, nothing that tells one case from another."""
    return f"{base_url.rstrip('/')}/track"


def qr_svg(address: str) -> str:
    """Return the code as a plain SVG element, black on white with its quiet zone."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode().strip()
