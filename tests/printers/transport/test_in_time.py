import threading

import pytest

from printers.transport.in_time import in_time

PATIENT_S = 60.0


def test_an_answer_in_time_is_given() -> None:
    assert in_time(lambda: "port", PATIENT_S) == "port"


def test_a_failure_in_time_is_raised_as_it_is() -> None:
    def fail() -> None:
        raise ValueError("no such line")

    with pytest.raises(ValueError, match="no such line"):
        in_time(fail, PATIENT_S)


def test_whoever_takes_too_long_is_left_behind_and_what_comes_of_it_is_taken_back() -> None:
    may_answer, taken_back = threading.Event(), threading.Event()
    late: list[str] = []

    def open_slowly() -> str:
        may_answer.wait(PATIENT_S)
        return "port"

    def take_back(answer: str) -> None:
        late.append(answer)
        taken_back.set()

    with pytest.raises(TimeoutError):
        in_time(open_slowly, 0.01, take_back)
    may_answer.set()
    assert taken_back.wait(PATIENT_S)
    assert late == ["port"]
