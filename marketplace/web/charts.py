"""How does a sum look as a picture? SVG with a title, a description and real text.

The same string stands on a page and in a PDF: colours are presentation
attributes, because the pages allow no inline styles. Every picture is drawn
from the rows of the table beside it; nothing is in the picture alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from math import cos, radians

from markupsafe import Markup, escape

from procurement.ground.money import Money
from procurement.organisations.place import PLACES, Place, WardBoundary, ward_boundaries

WIDTH = 460
_FONT = "'IBM Plex Sans', 'Helvetica Neue', Arial, sans-serif"
_INK, _QUIET = "#0b0c0c", "#484949"


class Look(StrEnum):
    """Which sum is drawn: the two are told apart by shade, outline and title, not by hue alone."""

    RECEIVED = "received"
    COMMITTED = "committed"


_FILL = {
    Look.RECEIVED: Markup('fill="#00543d"'),
    Look.COMMITTED: Markup('fill="#d6e4f2" stroke="#2f5f8f" stroke-width="2"'),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A label and a sum in whole pence."""

    label: str
    pence: int


def columns(key: str, title: str, bars: Sequence[Bar], look: Look, *, top_pence: int = 0) -> Markup:
    """Sums side by side in the order of time; labels such as ``2026 Q4``.

    ``key`` makes the ids on the page; ``top_pence`` gives two charts one scale.
    """
    height, base, head = 250, 200, 30
    top = max([top_pence, *(bar.pence for bar in bars), 1])
    slot = Fraction(WIDTH, max(len(bars), 1))
    wide = min(slot * 7 / 10, Fraction(72))
    drawn = [_line(0, base, WIDTH, base)]
    for place, bar in enumerate(bars):
        middle = slot * place + slot / 2
        tall = Fraction(max(bar.pence, 0), top) * (base - head)
        drawn += [
            _rectangle(middle - wide / 2, base - tall, wide, tall, _FILL[look]),
            _text(middle, base - tall - 8, short(bar.pence), size=13, anchor="middle", bold=True),
        ]
        for line, word in enumerate(reversed(bar.label.split(" ", 1))):
            drawn.append(_text(middle, base + 20 + 17 * line, word, size=13, anchor="middle"))
    return _picture(key, title, _said(bars), WIDTH, height, drawn)


def rows(key: str, title: str, bars: Sequence[Bar], look: Look) -> Markup:
    """Sums below each other, each with its label above it."""
    step, top = 46, max([*(bar.pence for bar in bars), 1])
    drawn: list[Markup] = []
    for place, bar in enumerate(bars):
        at = step * place
        long = Fraction(max(bar.pence, 0), top) * (WIDTH - 4)
        drawn += [
            _text(0, at + 15, _cut(bar.label, 40), size=14),
            _text(WIDTH, at + 15, short(bar.pence), size=14, anchor="end", bold=True),
            _rectangle(2, at + 22, max(long, Fraction(1)), 14, _FILL[look]),
        ]
    return _picture(key, title, _said(bars), WIDTH, step * len(bars), drawn)


def share(percent: Fraction | None) -> Markup:
    """A small bar beside a percentage that stands in words next to it; hidden from readers."""
    if percent is None:
        return Markup("")
    body = _rectangle(0, 0, 80, 8, Markup('fill="#e2e4e5"')) + _rectangle(
        0, 0, percent * 80 / 100, 8, _FILL[Look.RECEIVED]
    )
    return Markup(  # noqa: S704 made of numbers
        '<svg class="mp-share" aria-hidden="true" focusable="false" width="80" height="8" '
        f'viewBox="0 0 80 8">{body}</svg>'
    )


def short(pence: int) -> str:
    """A sum as a chart has room for it: £6,250, £1.25m."""
    if abs(pence) < 100_000_000:
        return str(Money(pence + (50 if pence >= 0 else -50))).split(".")[0]
    sign = "-" if pence < 0 else ""
    hundredths = (abs(pence) + 500_000) // 1_000_000
    return f"{sign}£{hundredths // 100}.{hundredths % 100:02}m"


# The map

_SHADES = ("#ffffff", "#d3e8de", "#93c6ae", "#3f8f6d", "#00543d")
_ON_SHADE = (_INK, _INK, _INK, "#ffffff", "#ffffff")
_AROUND = Markup('fill="#f3f2f1" stroke="#c8cacc" stroke-width="1"')
_MOST_LABELS = 10
_SITE = "#d4351c"
_LONGEST_NAME = 18
"""Letters of a ward's name that the map has room for."""
Point = tuple[float, float]


def ward_map(key: str, title: str, place: Place, pence_by_ward: Mapping[str, int]) -> Markup:
    """The wards of a place, darker where more was received; its neighbours pale around it.

    Up to ten wards are numbered in the order of ``numbered(place)``.
    """
    boundaries, ground = ward_boundaries(), _ground(place.slug)
    view = ground.view
    steps = _steps(max([*pence_by_ward.values(), 0]))
    numbers = {code: number for number, code in enumerate(numbered(place), start=1)}
    drawn = [ground.around]
    for code in numbers:
        pence = pence_by_ward.get(code, 0)
        look = _shaded(_SHADES[_shade(pence, steps)])
        said = f"{boundaries[code].name}: {short(pence)}"
        drawn.append(_area(ground.outlines[code], look, said))
    if len(numbers) <= _MOST_LABELS:
        drawn += [
            _number(view, boundaries[code], number, pence_by_ward.get(code, 0), steps)
            for code, number in numbers.items()
        ]
    drawn += _legend(view.height + 14, steps)
    said = _said([Bar(boundaries[code].name, pence_by_ward.get(code, 0)) for code in numbers])
    return _picture(key, title, f"Map. {said}", WIDTH, view.height + 60, drawn)


def site_map(key: str, title: str, ward_code: str | None, site: Point) -> Markup:
    """A site in its ward, with the wards that share a corner with it; others pale around them.

    ``site`` is longitude and latitude, WGS 84 degrees. In a ward that is not known: no map.
    """
    boundaries = ward_boundaries()
    own = boundaries.get(ward_code or "")
    if own is None:
        return Markup("")
    corners = {point for ring in own.rings for point in ring}
    near = [
        ward
        for ward in boundaries.values()
        if ward is not own
        and not corners.isdisjoint(point for ring in ward.rings for point in ring)
    ]
    view = _View([own, *near])
    others = [ward for ward in boundaries.values() if ward is not own and ward not in near]
    drawn = [_area(_outline(view, ward), _AROUND, ward.name) for ward in others if view.shows(ward)]
    drawn += [_area(_outline(view, ward), _shaded(_SHADES[0]), ward.name) for ward in near]
    drawn.append(_area(_outline(view, own), _shaded(_SHADES[1]), own.name))
    for ward in (own, *near):
        x, y = _centre([view.at(point) for point in ward.rings[0]])
        name = _cut(ward.name, _LONGEST_NAME)
        drawn.append(_text(x, y, name, size=12, anchor="middle", bold=ward is own))
    x, y = view.at(site)
    drawn.append(
        Markup(
            '<circle cx="{}" cy="{}" r="7" fill="{}" stroke="#ffffff" stroke-width="2"/>'
        ).format(x, y, _SITE)
    )
    around = ", ".join(sorted(ward.name for ward in near))
    said = f"Map. The site lies in the ward {own.name}. Around it: {around}."
    return _picture(key, title, said, WIDTH, view.height, drawn)


def numbered(place: Place) -> list[str]:
    """The codes of a place's wards by name: the order of the numbers on its map."""
    return sorted(place.ward_codes, key=lambda code: ward_boundaries()[code].name)


def _shaded(shade: str) -> Markup:
    return Markup('fill="{}" stroke="{}" stroke-width="1.2"').format(shade, _INK)


class _View:
    """Longitude and latitude to points of the picture, the place filling its width."""

    def __init__(self, wards: Sequence[WardBoundary]) -> None:
        points = [point for ward in wards for ring in ward.rings for point in ring]
        self.west, self.east = min(x for x, _ in points), max(x for x, _ in points)
        self.south, self.north = min(y for _, y in points), max(y for _, y in points)
        self.squeeze = cos(radians((self.south + self.north) / 2))
        self.scale = (WIDTH - 16) / ((self.east - self.west) * self.squeeze)
        self.height = round((self.north - self.south) * self.scale) + 16

    def at(self, point: Point) -> tuple[int, int]:
        """Whole points of the picture: finer than anybody can see at this size."""
        return (
            round((point[0] - self.west) * self.squeeze * self.scale) + 8,
            round((self.north - point[1]) * self.scale) + 8,
        )

    def shows(self, ward: WardBoundary) -> bool:
        """Whether any corner of a ward lies in the picture."""
        corners = (self.at(point) for point in ward.rings[0])
        return any(0 <= x <= WIDTH and 0 <= y <= self.height for x, y in corners)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is the same in every map of a place: the neighbours, and the outline of each ward."""

    view: _View
    around: Markup
    outlines: Mapping[str, str]


@cache
def _ground(slug: str) -> _Ground:
    place, boundaries = PLACES[slug], ward_boundaries()
    view = _View([boundaries[code] for code in place.ward_codes])
    around = [ward for code, ward in boundaries.items() if code not in place.ward_codes]
    return _Ground(
        view,
        Markup("").join(
            _area(_outline(view, ward), _AROUND, ward.name) for ward in around if view.shows(ward)
        ),
        {code: _outline(view, boundaries[code]) for code in place.ward_codes},
    )


def _outline(view: _View, ward: WardBoundary) -> str:
    return "".join(_ring(view, ring) for ring in ward.rings)


def _area(outline: str, look: Markup, title: str) -> Markup:
    return Markup('<path d="{}" {} stroke-linejoin="round"><title>{}</title></path>').format(
        outline, look, title
    )


def _ring(view: _View, ring: Sequence[Point]) -> str:
    points = [view.at(point) for point in ring]
    kept = [point for last, point in zip([None, *points], points, strict=False) if point != last]
    return "M" + "L".join(f"{x} {y}" for x, y in kept) + "Z"


def _number(
    view: _View, ward: WardBoundary, number: int, pence: int, steps: Sequence[int]
) -> Markup:
    x, y = _centre([view.at(point) for point in ward.rings[0]])
    ink = _ON_SHADE[_shade(pence, steps)]
    return _text(x, y, str(number), size=15, anchor="middle", bold=True, ink=ink) + _text(
        x, y + 17, short(pence), size=13, anchor="middle", ink=ink
    )


def _centre(points: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The centre of a ring's area."""
    twice = across = down = 0
    for (x, y), (next_x, next_y) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x * next_y - next_x * y
        twice, across, down = (
            twice + cross,
            across + (x + next_x) * cross,
            down + (y + next_y) * cross,
        )
    return (across // (3 * twice), down // (3 * twice)) if twice else points[0]


def _steps(most: int) -> list[int]:
    """The upper limits, in pence, of four shades: round sums that reach the largest."""
    wanted, unit = max(most, 400) // 4, 100
    while unit * 10 < wanted:
        unit *= 10
    size = next(part for part in (unit, 2 * unit, 5 * unit, 10 * unit, 20 * unit) if part >= wanted)
    return [size * number for number in (1, 2, 3, 4)]


def _shade(pence: int, steps: Sequence[int]) -> int:
    if pence <= 0:
        return 0
    return next((place for place, step in enumerate(steps, start=1) if pence <= step), len(steps))


def _legend(at: int, steps: Sequence[int]) -> list[Markup]:
    words = ["£0", *(f"to {short(step)}" for step in steps)]
    wide = Fraction(WIDTH - 8, len(words))
    drawn = [_rectangle(0, at - 14, WIDTH, 60, Markup('fill="#ffffff"'))]
    for place, (word, shade) in enumerate(zip(words, _SHADES, strict=True)):
        look = _shaded(shade)
        left = 4 + wide * place
        drawn += [_rectangle(left, at, wide, 14, look), _text(left, at + 32, word, size=13)]
    return drawn


# The parts of a picture


def _picture(
    key: str, title: str, said: str, width: int, height: int, drawn: Sequence[Markup]
) -> Markup:
    return Markup(
        '<svg class="mp-chart" xmlns="http://www.w3.org/2000/svg" role="img" '
        'aria-labelledby="{key}-title {key}-desc" viewBox="0 0 {width} {height}" '
        'font-family="{font}">'
        '<title id="{key}-title">{title}</title><desc id="{key}-desc">{said}</desc>{body}</svg>'
    ).format(
        key=key,
        width=width,
        height=height,
        font=_FONT,
        title=title,
        said=said,
        body=Markup("").join(drawn),
    )


def _said(bars: Sequence[Bar]) -> str:
    """The largest sum in words; every sum stands in the table beside the picture."""
    most = max(bars, key=lambda bar: bar.pence, default=None)
    if most is None or most.pence <= 0:
        return "There is no sum above £0.00."
    return f"The largest is {most.label} with {Money(most.pence)}. The table has every sum."


def _text(
    x: int | Fraction,
    y: int | Fraction,
    words: str,
    *,
    size: int,
    anchor: str = "start",
    bold: bool = False,
    ink: str = _INK,
) -> Markup:
    weight = ' font-weight="700"' if bold else ""
    return Markup(  # noqa: S704 words are escaped; the rest is ours
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{size}" text-anchor="{anchor}"{weight} '
        f'fill="{ink}">{escape(words)}</text>'
    )


def _rectangle(
    x: int | Fraction, y: int | Fraction, wide: int | Fraction, tall: int | Fraction, look: Markup
) -> Markup:
    return Markup(  # noqa: S704 made of numbers
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(tall)}" {look}/>'
    )


def _line(x: int, y: int, to_x: int, to_y: int) -> Markup:
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>').format(
        x, y, to_x, to_y, _QUIET
    )


def _n(value: int | Fraction) -> str:
    """A coordinate with at most one decimal."""
    if isinstance(value, int):
        return str(value)
    tenths = round(Fraction(value) * 10)
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), 10)
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
