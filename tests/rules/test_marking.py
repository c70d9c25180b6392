"""What stands beside a signature: marks, witnesses, checklists from paper."""

import pytest

from lms.rules.marking import AnswersNotMet, check_marks, check_sheet, check_witness
from lms.rules.signoffs import OPEN_STATES, Conflict, State, WrongState

ANN, MO, CORA = 1, 2, 3


def test_a_line_that_is_not_there_yet_keeps_the_approval_back():
    check_marks([])
    with pytest.raises(AnswersNotMet) as refused:
        check_marks([("bed", 0), ("bed", 2)])
    assert refused.value.lines == (("bed", 0), ("bed", 2))


@pytest.mark.parametrize("state", list(State))
def test_a_witness_speaks_while_the_module_is_open(state):
    if state in OPEN_STATES:
        check_witness(MO, ANN, state)
    else:
        with pytest.raises(WrongState):
            check_witness(MO, ANN, state)
    with pytest.raises(Conflict):
        check_witness(ANN, ANN, state)


@pytest.mark.parametrize("state", list(State))
def test_a_sheet_names_another_person_who_watched(state):
    if state in OPEN_STATES:
        check_sheet(CORA, ANN, MO, state)
    else:
        with pytest.raises(WrongState):
            check_sheet(CORA, ANN, MO, state)
    for typist, watcher in ((CORA, CORA), (ANN, MO), (CORA, ANN)):
        with pytest.raises(Conflict):
            check_sheet(typist, ANN, watcher, state)
