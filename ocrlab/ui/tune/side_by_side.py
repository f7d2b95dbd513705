"""Which engine reads this page best? Two or more, each with its settings, side by side on the same picture."""

from __future__ import annotations

from itertools import product
from typing import Any

import streamlit as st

from ocrlab.engines import effective, engines
from ocrlab.errors import OcrLabError
from ocrlab.scoring import Rate, without_truth
from ocrlab.scoring.unverified import LABEL
from ocrlab.scoring.verdict import verdict
from ocrlab.ui import frame, texts
from ocrlab.ui.state import SLOTS, Bench, Lab
from ocrlab.ui.tune import analysis, contenders
from ocrlab.ui.tune.contenders import Contender, Standing, listed
from ocrlab.ui.tune.page import POLL
from ocrlab.workers import Job

ABREAST = {1: 1, 2: 2, 4: 2}  # texts in a row, by how many there are; three of any other number
CHANCE = {"worse": "worse", "cannot tell": "could be chance"}


def show(lab: Lab) -> None:
    """The place to choose them, what they made of the page, and their texts; nothing is read before it is asked for."""
    bench: Bench | None = lab.kept.get("bench")
    if bench is None:
        return
    found, missing = contenders.offered(lab)
    contenders.let_go(lab, bench, found)
    box = st.expander("Engines side by side", icon=":material/compare:", key="side-by-side", on_change="rerun")
    if not box.open:
        return
    with box:
        chosen = _chosen(lab, found, missing)
        with st.container(horizontal=True, vertical_alignment="center"):
            slots = _sides(lab)
            wanted = len(chosen) > 1 and not all(contenders.stands(lab, bench, *one) for one in product(chosen, slots))
            pressed = st.button(
                "Read with both" if len(chosen) == 2 else f"Read with these {len(chosen)}",
                icon=":material/play_arrow:",
                disabled=not wanted,
                help="What was read before comes at once. The two readings above stay as they are.",
            )
        if len(chosen) < 2:
            st.caption("Choose two or more.")
            return
        if pressed:
            try:
                contenders.start(lab, bench, chosen, slots)
            except OcrLabError as error:
                frame.failed(error)
        busy = bool(contenders.under_way(lab))
        st.fragment(_results, run_every=POLL if busy else None)(lab, bench, chosen, slots, busy)


# What these two widgets say is kept, because a closed expander forgets them.
def _chosen(lab: Lab, found: dict[str, Contender], missing: list[str]) -> list[Contender]:
    now = st.session_state.get("contenders", lab.kept.get("contenders", _at_first(lab, found)))
    st.session_state["contenders"] = [title for title in now if title in found]
    titles = st.pills(
        "Read the filtered page with",
        list(found),
        selection_mode="multi",
        key="contenders",
        help="Each engine reads with what is set for it under Recognition; choose it there to change that.",
    )
    for text in missing:
        st.caption(f":material/info: {text}")
    lab.kept["contenders"] = titles
    return [one for title, one in found.items() if title in titles]


def _sides(lab: Lab) -> list[str]:
    st.session_state.setdefault("contenders-original", lab.kept.get("contenders-original", False))
    both = st.toggle(
        "The original too", key="contenders-original", help="Shows whether the filter does the same for each of them."
    )
    lab.kept["contenders-original"] = both
    return ["filtered", *(["original"] if both else [])]


def _at_first(lab: Lab, found: dict[str, Contender]) -> list[str]:
    """The reading that stands above, and another engine, or another speed where there is only one engine."""
    now = effective(engines()[lab.engine], lab.settings)
    mine = [title for title, one in found.items() if one.engine == lab.engine and one.settings == now]
    others = [title for title in found if title not in mine]
    return [*mine[:1], *sorted(others, key=lambda title: found[title].engine == lab.engine)[:1]]


def _results(lab: Lab, bench: Bench, chosen: list[Contender], slots: list[str], busy: bool) -> None:
    standings = [contenders.standing(lab, bench, one, slots) for one in chosen]
    _progress(lab)
    if any(standing.jobs for standing in standings):
        _table(lab, bench, standings, slots)
        _failures(standings)
        if bench.sample.truth:
            _sentences(lab, bench, standings)
        _texts(lab, bench, standings, slots)
    if busy and not contenders.under_way(lab):
        st.rerun()


def _progress(lab: Lab) -> None:
    jobs = contenders.under_way(lab)
    if not jobs:
        return
    everything = [job for _, job in lab.contest.values()]
    (title, slot), job = min(jobs.items(), key=lambda item: item[1].state != "running")
    share = sum(1 if job.finished else job.progress.fraction for job in everything) / len(everything)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(1.0, max(0.02, share)), f"{title}, {SLOTS[slot].lower()}: {_state(job)}")
        st.button(
            "Cancel",
            icon=":material/stop_circle:",
            key="contest-cancel",
            help="Stop reading; what was read before stays.",
            on_click=lambda: [job.cancel() for job in jobs.values()],
        )


def _state(job: Job | None) -> str:
    match job and job.state:
        case None:
            return "not read yet"
        case "queued":
            return f"waiting, {job.place} in the queue" if job.place else "waiting"
        case "running":
            return str(job.progress)
        case "failed":
            return "failed"
        case "cancelled":
            return "stopped"
    return "read before" if job.cached else ""


def _table(lab: Lab, bench: Bench, standings: list[Standing], slots: list[str]) -> None:
    truth = bench.sample.truth
    first = next((standing for standing in standings if standing.reading), None)
    best = _ranked(lab, truth, standings)[:1] if truth else []
    rows = []
    for standing in standings:
        job, reading = standing.jobs.get("filtered"), standing.reading
        row: dict[str, Any] = {"engine": standing.title}
        if truth:
            row |= _scored(lab, truth, standing, slots)
            row["beside"] = _beside(lab, truth, best, standing)
        elif reading:
            other = first.reading if first is not standing else None
            hints = without_truth(reading, other, analysis.DOUBT, lab.normalise)
            row["agreement"] = hints.agreement and 100 * hints.agreement.rate
            row["doubtful"] = len(hints.doubtful)
        sure = reading.mean_confidence if reading else None
        row["confidence"] = None if sure is None else 100 * sure
        row["seconds"] = job.seconds if job else None
        rows.append({**row, "note": "old" if standing.old else _state(job)})
    st.dataframe(rows, hide_index=True, placeholder="", column_config=_columns(first.title if first else ""))
    if not truth:
        st.caption(LABEL)
    if any(standing.old for standing in standings):
        st.caption("Picture or settings have changed since what is marked old was read; read again to compare.")


def _columns(first: str) -> dict[str, Any]:
    number, text, doubt = st.column_config.NumberColumn, st.column_config.TextColumn, f"{analysis.DOUBT:.0%}"
    return {
        "cer": number("CER", format="%.1f %%", help="Characters wrong, of those in the truth."),
        "wer": number("WER", format="%.1f %%", help="Words wrong, of those in the truth."),
        "errors": number(help="Characters read wrong, missed or added."),
        "was": number("CER, original", format="%.1f %%"),
        "change": number("by the filter", format="%+.1f points", help="Below 0 the filter helps this engine."),
        "beside": text("beside the best", help="Is it worse by more than chance, judged by the lines of the page?"),
        "agreement": number(f"agrees with {first}", format="%.1f %%", help="How far both texts say the same."),
        "doubtful": number("doubtful words", help=f"Words read with a confidence under {doubt}."),
        "confidence": number("mean confidence", format="%.1f %%", help="How sure it is of itself; no accuracy."),
        "seconds": number(format="%.1f s", help="What the reading of the filtered page took."),
        "note": text("", width="medium"),
    }


def _scored(lab: Lab, truth: str, standing: Standing, slots: list[str]) -> dict[str, Any]:
    sides = {slot: standing.read(slot) for slot in slots}
    rates = {slot: analysis.scored(truth, reading.text, lab.normalise) for slot, reading in sides.items() if reading}
    cells: dict[str, Any] = dict.fromkeys(["cer", "wer", "errors", *(["was", "change"] if len(slots) > 1 else [])])
    if now := rates.get("filtered"):
        cells |= {"cer": 100 * now["cer"].rate, "wer": 100 * now["wer"].rate, "errors": now["cer"].errors}
    if before := rates.get("original"):
        cells["was"] = 100 * before["cer"].rate
    if now and before:
        cells["change"] = cells["cer"] - cells["was"]
    return cells


def _ranked(lab: Lab, truth: str, standings: list[Standing]) -> list[tuple[Standing, Rate]]:
    """Those that have read the page as it is now, the one with the fewest errors first."""
    there = [standing for standing in standings if standing.reading is not None and not standing.old]
    rates = [(standing, analysis.scored(truth, standing.reading.text, lab.normalise)["cer"]) for standing in there]
    return sorted(rates, key=lambda pair: pair[1].errors)


def _beside(lab: Lab, truth: str, best: list[tuple[Standing, Rate]], standing: Standing) -> str:
    if not best or standing.reading is None or standing.old:
        return ""
    least = best[0][0]
    if standing is least:
        return "fewest errors"
    found = analysis.comparison(truth, least.reading, standing.reading, standing.title, lab.normalise)
    return "as many errors" if found.cer_before == found.cer_after else CHANCE[found.difference.verdict]


def _failures(standings: list[Standing]) -> None:
    """Each error once, with all who met it."""
    failed: dict[str, list[str]] = {}
    for standing in standings:
        for error in {str(job.error) for job in standing.jobs.values() if job.state == "failed"}:
            failed.setdefault(error, []).append(standing.title)
    for error, titles in failed.items():
        st.error(f"{listed(titles)}: {error}", icon=":material/error:")


def _sentences(lab: Lab, bench: Bench, standings: list[Standing]) -> None:
    truth, said = bench.sample.truth, []
    ranked = _ranked(lab, truth, standings)
    if len(ranked) > 1:
        best, runner_up = ranked[0][0], ranked[1][0]
        found = analysis.comparison(truth, runner_up.reading, best.reading, best.title, lab.normalise)
        outcome = sentence([(standing.title, rate) for standing, rate in ranked])
        said.append(f"**{outcome}** {analysis.chance(found)}")
    kinds: dict[str, list[str]] = {}
    for standing in standings:
        sides = [standing.read(slot) for slot in SLOTS]
        if all(side is not None for side in sides) and not standing.old:
            before, after = (analysis.scored(truth, side.text, lab.normalise)["cer"] for side in sides)
            kinds.setdefault(verdict(before, after).kind, []).append(standing.title)
    verbs = {"better": "helps", "worse": "harms", "same": "changes no number for"}
    if kinds:
        parts = [f"{verb} {listed(kinds[kind])}" for kind, verb in verbs.items() if kind in kinds]
        said.append(f"{analysis.name_of(bench.pipeline)} {listed(parts)}.")
    if said:
        st.markdown("  \n".join(said))


def sentence(ranked: list[tuple[str, Rate]]) -> str:
    """Who makes the fewest errors; ``ranked`` holds two names or more with their rates, the best first."""
    (best, least), (runner_up, more) = ranked[:2]
    if fewer := more.errors - least.errors:
        return f"{best} makes {fewer} error{'' if fewer == 1 else 's'} fewer than {runner_up} on this page."
    level = listed(name for name, rate in ranked if rate.errors == least.errors)
    return f"{level} make equally many errors on this page: {least.errors}."


def _texts(lab: Lab, bench: Bench, standings: list[Standing], slots: list[str]) -> None:
    """What each of them read, marked where it differs from the truth, or without one from the first."""
    slot = "filtered"
    if len(slots) > 1:
        slot = st.segmented_control(
            "Texts of", tuple(SLOTS), default="filtered", key="contest-side", required=True, format_func=SLOTS.get
        )
    there, truth = [standing for standing in standings if standing.read(slot) is not None], bench.sample.truth
    if not there:
        return
    measure, abreast = truth or there[0].read(slot).text, ABREAST.get(len(there), 3)
    for at in range(0, len(there), abreast):
        for column, standing in zip(st.columns(abreast), there[at : at + abreast], strict=False):
            reading, old = standing.read(slot), " old" if standing.old else ""
            column.markdown(f"**{standing.title}**" + (" &nbsp; :gray-badge[old]" if old else ""))
            itself = not truth and standing is there[0]
            body = texts.plain(reading) if itself else texts.marked(measure, reading, lab.normalise)
            column.html(f'<div class="ocr-text still{old}">{body}</div>')
    if truth:
        st.html(f'<p class="ocr-key">{texts.MARKS} with the true characters above.</p>')
    elif len(there) > 1:
        marks = '<del>only there</del> <ins>only here</ins> <span class="swap">different</span>'
        st.html(f'<p class="ocr-key">{marks} beside {there[0].title}, with its characters above.</p>')
