"""Documents: what stands on the built-in pages?

Everyday documents in plain English, set clean; `ocrlab.samples.pages` spoils them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ocrlab.samples.typeset import Page


def notice() -> Page:
    """A timetable notice in a medium weight."""
    page = Page(900, margin=56, weight=0.0125)
    page.line("Harbour Line Ferries", 44, bold=True, lead=1.35)
    page.line("Winter timetable and notice to passengers", 27)
    page.rule(below=20, thick=2)
    page.paragraph(
        "From Monday 3 November the first boat leaves the north quay at 6.40, not at 7.15. The last boat back sails at "
        "22.05 on weekdays and at 20.30 on Sundays. Bicycles travel free when there is room on deck.",
        27,
    )
    page.gap(14)
    page.line("Tickets: day return 8.60, monthly pass 94.00", 27)
    page.line("Questions? Call 0160 555 274 or ask on board.", 27)
    return page


def letter() -> Page:
    """A business letter."""
    page = Page(960, margin=80)
    page.line("Elm Street Library", 34, bold=True, lead=1.3)
    page.line("27 Elm Street, Ashford, Tel. 0182 555 019", 19)
    page.rule(below=24, thick=2)
    page.line("14 March 2024", 22)
    page.gap(12)
    page.line("Dear Ms Whitlock,", 22)
    page.gap(12)
    page.paragraph(
        "Thank you for the 36 volumes that reached us last week. They have been entered in the catalogue under the "
        "numbers 4417 to 4452, and most of them are on the shelves already.",
        22,
    )
    page.gap(12)
    page.paragraph(
        'Two books need repair: the spine of "A Voyage Round the Coast" is loose, and the maps at the end of volume '
        "3 are torn. Our binder will look at both in April; we expect the work to cost about $180.",
        22,
    )
    page.gap(12)
    page.paragraph(
        "Would you like to see the collection once it is complete? Any Thursday between 10:00 and 16:30 suits us well.",
        22,
    )
    page.gap(18)
    page.line("Yours sincerely,", 22)
    page.line("Jonas Bergman, head librarian", 22)
    return page


def minutes() -> Page:
    """Minutes with numbered items."""
    page = Page(900, margin=60)
    page.line("Minutes of the allotment committee", 34, bold=True)
    page.line("Held in the school hall, Tuesday 9 May, 19:30", 23)
    page.rule(below=18)
    page.paragraph(
        "1. The treasurer reported a balance of 1,284.50 after the new pump was paid for. The accounts were accepted "
        "without a vote against.",
        24,
    )
    page.gap(8)
    page.paragraph(
        "2. Water will be turned on from 6 April to 30 September. Members are asked to close the taps at night.", 24
    )
    page.gap(8)
    page.paragraph("3. Plots 14, 22 and 31 are free. The waiting list has nine names; letters go out this week.", 24)
    page.gap(8)
    page.line("Next meeting: Tuesday 13 June.", 24)
    return page


def field_notes() -> Page:
    """A short report."""
    page = Page(900, margin=64)
    page.line("Field notes: the old mill", 36, bold=True)
    page.rule(below=18)
    page.paragraph(
        "The wheel house stands about forty metres above the bridge. Its walls are of grey stone to a height of two "
        "floors; the upper part was timber and has fallen in. We counted eleven beams, three of them with the mason's "
        "mark we saw last year in the church.",
        26,
    )
    page.gap(12)
    page.paragraph(
        "The mill pond is dry. A date, 1791, is cut into the lintel of the south door, above the letters R and H.", 26
    )
    return page


def poster() -> Page:
    """A poster with a price list."""
    page = Page(700, margin=52)
    page.centred("Orchard Day", 42, bold=True, lead=1.3)
    page.centred("Saturday 12 October, 11:00 to 17:00", 23)
    page.rule(below=18, thick=2)
    page.paragraph(
        "Bring your own apples and have them pressed while you wait. Our experts name any variety you carry in, and "
        "the bakery sells pies until they run out.",
        22,
    )
    page.gap(10)
    stops = [page.margin, page.width - page.margin - 160]
    for item, price in (("Pressing, per crate", "3.50"), ("Bottles, 0.7 litre", "0.90"), ("Children under 12", "free")):
        page.cells([item, price], stops, 22)
    page.gap(10)
    page.line("Park at the station; the farm is a five minute walk.", 22)
    return page


def package_leaflet() -> Page:
    """Dense small print: decimals, brackets, semicolons."""
    page = Page(760, margin=44)
    page.line("How to store and use this product", 17, bold=True)
    page.rule(above=2, below=10)
    size = 14
    page.paragraph(
        "Keep the bottle upright, tightly closed, and out of the reach of children. Store it below 25 C; do not freeze."
        " Once opened, use it within 28 days; write the date on the label.",
        size,
    )
    page.gap(8)
    page.paragraph(
        "Adults: 2.5 ml, three times a day, with water. Children (6 to 12 years): 1.25 ml, twice a day. Children under "
        "6: ask your doctor. Don't take more than 7.5 ml in 24 hours; if you miss a dose, skip it.",
        size,
    )
    page.gap(8)
    page.paragraph(
        "Contains: glycerol 0.75 g, sorbitol 0.35 g, citric acid, purified water. Full list: see section 6. Best "
        "before: see the base of the bottle (month/year).",
        size,
    )
    page.gap(8)
    page.line("Lot 7741-B; made in Leith; revised 11/2023.", size)
    return page


def till_roll() -> Page:
    """A receipt: items on the left, prices on the right, totals that add up."""
    page = Page(460, margin=36)
    stops = [page.margin, page.width - page.margin]
    size = 22
    page.centred("GREEN CORNER", 34, bold=True, lead=1.25)
    page.centred("18 Mill Lane, Ashford", size, lead=1.35)
    page.centred("Tel. 0182 555 730", size)
    page.rule(dash=6)
    page.cells(["Receipt 004417", "06/05/2024"], stops, size)
    page.rule(dash=6)
    for item, price in (
        ("Wholemeal bread", "3.20"),
        ("Butter 250 g", "2.75"),
        ("Apples 1.4 kg", "4.06"),
        ("Goat cheese", "5.90"),
        ("Eggs, box of 10", "3.85"),
        ("Olive oil 0.5 l", "11.49"),
        ("Paper bag", "0.15"),
    ):
        page.cells([item, price], stops, size)
    page.rule(dash=6)
    page.cells(["Subtotal", "31.40"], stops, size)
    page.cells(["VAT 7 %", "2.20"], stops, size)
    page.cells(["TOTAL", "33.60"], stops, 28, bold=True)
    page.gap(4)
    page.cells(["Cash", "40.00"], stops, size)
    page.cells(["Change", "6.40"], stops, size)
    page.rule(dash=6)
    page.centred("Thank you, come again!", size)
    return page


def newsletter() -> Page:
    """Two columns under one head."""
    page = Page(1000, margin=56)
    page.centred("The Valley Courier", 46, bold=True, lead=1.3)
    page.centred("No. 118, Friday 2 August, price 1.20", 20)
    page.rule(below=22, thick=2)
    top, gutter = page.y, 52
    width = (page.width - 2 * page.margin - gutter) / 2
    columns = (
        (
            "New bridge opens early",
            "The footbridge at Carr Weir opened on Monday, six weeks before the date that was promised. Builders had "
            "feared high water in June, but the river stayed low. The old ferry will go on sailing at weekends until "
            "the end of the season.",
        ),
        (
            "Choir wins first prize",
            "Forty singers from the upper valley took the first prize at the county festival. The judges praised the "
            "clear voices and the brave choice of music. A concert for those who could not travel is planned for 14 "
            "September in the town hall.",
        ),
    )
    lowest = top
    for number, (headline, story) in enumerate(columns):
        page.y, x = top, page.margin + number * (width + gutter)
        page.line(headline, 28, bold=True, x=x)
        page.gap(4)
        page.paragraph(story, 22, x=x, width=width)
        lowest = max(lowest, page.y)
    middle = page.width // 2
    page.pen.line((middle, top, middle, lowest - 8), fill=150)
    return page


DOCUMENTS: Mapping[str, Callable[[], Page]] = {
    document.__name__: document
    for document in (notice, letter, minutes, field_notes, poster, package_leaflet, till_roll, newsletter)
}
