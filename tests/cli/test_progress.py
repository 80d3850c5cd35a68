"""The bar moves on standard error where somebody watches, and nowhere else."""

from __future__ import annotations

import pytest

from anye.cli import frame


def run(quiet: bool = False) -> None:
    with frame.progress(quiet) as report:
        for done in (0, 500, 1000):
            report("workbook: 4 [稳岗返还]", done, 1000)


def test_who_watches_sees_the_step_what_of_it_is_at_hand_and_how_many_are_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")  # a terminal that can draw, whatever this one is
    monkeypatch.setenv("COLUMNS", "120")
    run()
    out, err = capsys.readouterr()
    assert out == ""
    assert "写工作簿: 4 [稳岗返还]" in err
    assert "1000/1000" in err
    assert "100%" in err


@pytest.mark.parametrize(("colour", "quiet"), [("", False), ("1", True)])
def test_it_is_silent_when_nobody_watches_or_quiet_is_asked_for(
    colour: str, quiet: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    if colour:
        monkeypatch.setenv("FORCE_COLOR", colour)
    run(quiet)
    assert capsys.readouterr() == ("", "")
