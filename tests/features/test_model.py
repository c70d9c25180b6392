"""Learners, reviewers, coordinators and clocks at random through the real actions: no illegal state, no loose signature.

FOOTING_MODEL raises the number of lives that are lived on each database.
"""

import datetime as dt
import json
import os
import secrets
from dataclasses import replace

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lms.features.practicals.actions import save_work
from lms.features.signoffs import actions, appealing, revoking
from lms.features.signoffs.snapshots import asked_snapshot
from lms.features.signoffs.verifying import check_all
from lms.models.base import db
from lms.models.learning import Attempt, PracticalWork
from lms.models.people import Facility, Match, Person
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.signoffs import LEASE, Event, Refused
from tests.make import NOW, make_match, make_person
from tests.make_signoffs import actor_of, criteria_ids, keep_saves, make_house, make_work, said, set_policy
from tests.rules.test_standing import retold

LIVES = int(os.environ.get("FOOTING_MODEL", "6"))
STEPS = 30
STRENGTH, NEXT, REASON = (
    "You drew the bed with care.",
    "Name one more plant for shade.",
    "There is a reason for this act.",
)
STAFF = ("mo", "max", "pia", "ivy", "ida", "cora", "cleo", "both", "ada", "otto", "addi", "learner")
WORKING = ("in_progress", "returned")
OPEN = ("in_progress", "submitted", "in_review", "awaiting_second", "returned")


def column(attempt_id, name):
    return db.session.scalar(sa.select(getattr(Attempt, name)).where(Attempt.id == attempt_id))


class Machine(RuleBasedStateMachine):
    """One learner's module with everybody around her; each life has a learner of its own, all share one chain."""

    house = None

    @initialize(
        policy=st.sampled_from(["mentor", "practical", "dual", "instructor"]), percent=st.sampled_from([0, 50, 100])
    )
    def begin(self, policy, percent):
        self.now = NOW
        set_policy(policy)
        db.session.execute(sa.update(Facility).values(sample_percent=percent, peers_may_sign=percent > 0))
        number = db.session.scalar(sa.select(sa.func.max(Person.id)))
        self.learner = make_person(1, f"Learner {number}", "learner", number=f"M{number}")
        self.ids = {**vars(type(self).house), "learner": self.learner}
        for mentor in ("mo", "max", "pia"):
            make_match(1, self.learner, self.ids[mentor])
        self.attempts = [make_work(self.learner)]
        keep_saves(self.latest())
        self.policy, self.history, self.signed = policy, {}, 0
        self.shut = set()

    def act(self, do):
        """Do it in a transaction of its own; a refusal leaves everything as it was."""
        try:
            do()
        except Refused:
            db.session.rollback()
            return
        db.session.commit()

    def latest(self):
        return self.attempts[-1]

    def said(self, attempt, rating, stale):
        found = replace(said(attempt, rating), strength=STRENGTH, next_step=NEXT)
        return replace(found, snapshot="0" * 64) if stale else found

    @rule(minutes=st.sampled_from([1, 60, 72 * 60, 8 * 24 * 60, -60, -5 * 24 * 60]))
    def clock(self, minutes):
        self.now += dt.timedelta(minutes=minutes)

    @rule(old=st.booleans())
    def submit(self, old):
        attempt = self.attempts[0] if old else self.latest()
        self.act(lambda: actions.submit(actor_of(self.learner, self.now), attempt, self.now))

    @rule()
    def take_back(self):
        self.act(lambda: actions.take_back(actor_of(self.learner, self.now), self.latest(), self.now))

    @rule(words=st.sampled_from(["", REASON]), old=st.booleans())
    def appeal(self, words, old):
        attempt = self.attempts[0] if old else self.latest()
        self.act(lambda: appealing.appeal(actor_of(self.learner, self.now), attempt, words, self.now))

    @rule(words=st.sampled_from(["I drew it.", "I drew it again."]))
    def change_the_work(self, words):
        """As her own page does; once the work is handed in, what she sends is kept beside it."""
        work = db.session.get(PracticalWork, self.latest())
        ratings, revision = dict.fromkeys(criteria_ids(), 3), work.revision if work else 0
        learner, key = actor_of(self.learner, self.now), secrets.token_hex(8)
        self.act(lambda: save_work(learner, self.latest(), words, ratings, frozenset(ratings), key, revision, self.now))

    @rule(who=st.sampled_from(STAFF))
    def change_it_behind_her(self, who):
        """As somebody with the disk in her hands, after it was handed in: nobody signs that, and the check names it."""
        attempt, actor = self.latest(), actor_of(self.ids[who], self.now)
        words = db.session.scalar(sa.select(PracticalWork.words).where(PracticalWork.attempt_id == attempt))
        if words is None or column(attempt, "state") in WORKING:
            return
        many = db.session.scalar(sa.select(sa.func.count()).select_from(Signature))
        self.write(attempt, "Not hers.")
        for sign in (actions.approve, actions.return_work, actions.countersign):
            self.act(lambda sign=sign: sign(actor, attempt, self.said(attempt, 3, False), self.now))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Signature)) == many
        rows = db.session.scalars(
            sa.select(SignoffEvent).where(SignoffEvent.attempt_id == attempt).order_by(SignoffEvent.seq)
        ).all()
        given_back = max((row.seq for row in rows if row.event in ("returned", "taken_back")), default=0)
        standing = [row.signature_seq for row in rows if row.signature_seq is not None and row.seq > given_back]
        assert len(check_all(None).faults) == len(standing)
        db.session.rollback()
        self.write(attempt, words)

    def write(self, attempt, words):
        db.session.execute(
            sa.text("UPDATE practical_work SET words = :words WHERE attempt_id = :id"), {"words": words, "id": attempt}
        )
        db.session.commit()

    @rule(who=st.sampled_from(STAFF))
    def claim(self, who):
        actor = actor_of(self.ids[who], self.now)
        self.act(lambda: actions.claim(actor, self.latest(), self.now))

    @rule(who=st.sampled_from(STAFF))
    def release(self, who):
        actor = actor_of(self.ids[who], self.now)
        self.act(lambda: actions.release(actor, self.latest(), self.now))

    @rule(who=st.sampled_from(STAFF), rating=st.sampled_from([2, 3, 3, 4]), stale=st.sampled_from([False, False, True]))
    def approve(self, who, rating, stale):
        actor, found = actor_of(self.ids[who], self.now), self.said(self.latest(), rating, stale)
        self.act(lambda: actions.approve(actor, self.latest(), found, self.now))

    @rule(who=st.sampled_from(STAFF), rating=st.sampled_from([2, 2, 3]), stale=st.sampled_from([False, False, True]))
    def give_back(self, who, rating, stale):
        actor, found = actor_of(self.ids[who], self.now), self.said(self.latest(), rating, stale)
        self.act(lambda: actions.return_work(actor, self.latest(), found, self.now))

    @rule(who=st.sampled_from(STAFF), stale=st.sampled_from([False, False, True]))
    def countersign(self, who, stale):
        actor, found = actor_of(self.ids[who], self.now), self.said(self.latest(), 3, stale)
        self.act(lambda: actions.countersign(actor, self.latest(), found, self.now))

    @rule(who=st.sampled_from(STAFF), agrees=st.booleans())
    def look_again(self, who, agrees):
        actor = actor_of(self.ids[who], self.now)
        self.act(lambda: appealing.look_again(actor, self.latest(), agrees, REASON, "Looked.", self.now))

    @rule(who=st.sampled_from(STAFF), how=st.sampled_from(["begin", "finish", "drop", "uphold"]))
    def revoke(self, who, how):
        actor, attempt = actor_of(self.ids[who], self.now), self.latest()
        acts = {
            "begin": lambda: revoking.begin_revoking(actor, attempt, REASON, "It should not stand.", self.now),
            "finish": lambda: revoking.finish_revoking(actor, attempt, "I agree.", self.now),
            "drop": lambda: revoking.drop_revoking(actor, attempt, REASON, self.now),
            "uphold": lambda: revoking.uphold(actor, attempt, REASON, self.now),
        }
        self.act(acts[how])

    @rule(who=st.sampled_from(STAFF))
    def begin_again(self, who):
        actor = actor_of(self.ids[who], self.now)
        self.act(lambda: self.attempts.append(revoking.begin_again(actor, self.latest(), self.now)))
        self.attempts = list(dict.fromkeys(self.attempts))

    @rule(who=st.sampled_from(("mo", "ivy", "cora")), shut=st.sampled_from(["apart", "expired", "open"]))
    def keep_away(self, who, shut):
        """A coordinator keeps the two apart, or a clearance runs out; or neither, from now on."""
        mentor, learner = self.ids[who], self.learner
        expired = self.now - dt.timedelta(days=400) if shut == "expired" else None
        db.session.execute(sa.update(Person).where(Person.id == mentor).values(cleared_until=expired))
        pair = sa.select(Match).where(Match.mentor_id == mentor, Match.learner_id == learner, Match.ended_at.is_(None))
        row = db.session.scalars(pair).one_or_none()
        if row is None:
            make_match(1, learner, mentor)
            row = db.session.scalars(pair).one()
        row.do_not_assign = shut == "apart"
        db.session.commit()
        self.shut = (self.shut - {mentor}) | ({mentor} if shut != "open" else set())

    @invariant()
    def everything_holds(self):
        if not hasattr(self, "attempts"):
            return
        states = []
        for attempt in self.attempts:
            rows = db.session.scalars(
                sa.select(SignoffEvent).where(SignoffEvent.attempt_id == attempt).order_by(SignoffEvent.seq)
            ).all()
            events = [Event(row.event) for row in rows]
            known = self.history.get(attempt, [])
            assert events[: len(known)] == known, "what happened stays"
            self.history[attempt] = events
            states.append(column(attempt, "state"))
            assert states[-1] == retold(events), "the stored state is what the events say"
            assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
            self.claim_holds(attempt, rows)
            for row in rows[len(known) :]:
                if row.signature_seq is not None:
                    self.guarded(attempt, row, [one for one in rows if one.seq < row.seq])
        assert sum(state in OPEN for state in states) <= 1, "one open attempt of a module"
        db.session.rollback()

    def claim_holds(self, attempt, rows):
        """Who holds the work is what the events say."""
        holder = None
        for row in rows:
            if row.event == "claimed":
                holder = row.by_id
            elif row.event in (
                *("submitted", "appealed", "taken_back", "released", "lease_ended", "returned", "first_signed"),
            ):
                holder = None
        assert column(attempt, "claimed_by") == holder

    def guarded(self, attempt, row, before):
        """Every signature that has just been made was made by somebody who might, about what was handed in."""
        ids = self.ids
        bound = json.loads(db.session.scalar(sa.select(Signature.payload).where(Signature.seq == row.signature_seq)))
        event, by = row.event, row.by_id
        assert by == bound["signer_id"]
        assert by not in {self.learner, ids["ada"], ids["otto"], ids["addi"]}, "never herself, an admin or an auditor"
        assert by not in self.shut, "nobody who is kept apart or whose clearance is over"
        assert bound["answers_hash"] == asked_snapshot(attempt), "what was handed in is what was signed"
        past = [one.event for one in before]
        leads = {ids[name] for name in ("ivy", "ida", "cora", "cleo", "both")}
        if event in ("approved", "first_signed"):
            assert past[-1] in ("claimed", "excepted")
            assert {bound["criteria"][one] for one in criteria_ids()} <= {3, 4}
            if event == "approved":
                assert self.policy != "dual"
                assert by != ids["pia"], "a peer mentor is always countersigned"
            assert by in leads or (self.policy != "instructor" and by in {ids["mo"], ids["max"], ids["pia"]})
        if event == "countersigned":
            first = [one.by_id for one in before if one.event == "first_signed"][-1]
            assert by != first
            assert by in leads
        if event == "returned":
            assert row.details["strength"] == STRENGTH
            assert row.details["next_step"] == NEXT
            assert {bound["criteria"][one] for one in criteria_ids()} & {1, 2}
        if event in ("agreed", "disagreed"):
            approved = {one.by_id for one in before if one.event in ("approved", "first_signed", "countersigned")}
            assert by in leads - approved
        if event == "revoke_signed":
            assert by in {ids["cora"], ids["cleo"], ids["both"]}
        if event == "revoked":
            first = [one.by_id for one in before if one.event == "revoke_signed"][-1]
            assert by != first
            assert by in {ids["ivy"], ids["ida"], ids["both"]}
        if "appealed" in past:
            place = len(past) - 1 - past[::-1].index("appealed")
            over = {"taken_back", "returned", "approved", "countersigned"} & set(past[place + 1 :])
            decided = {one.by_id for one in before[:place] if one.signature_seq is not None}
            judging = event in ("approved", "first_signed", "countersigned", "returned")
            assert over or not judging or by not in decided, "nobody judges an appeal against herself"

    def teardown(self):
        db.session.rollback()
        assert check_all(None).faults == []
        db.session.rollback()


def test_whatever_they_do_nothing_illegal_stands(people):
    from tests.make_signoffs import make_teacher

    house = make_house(people)
    for name, roles in {
        "ida": ("instructor",),
        "cleo": ("coordinator",),
        "both": ("coordinator", "instructor"),
        "addi": ("admin", "coordinator", "instructor"),
    }.items():
        setattr(house, name, make_person(1, f"{name.title()} Model", *roles, username=name))
    for name in ("ida", "both", "addi"):
        make_teacher(getattr(house, name))
    del house.asked
    Machine.house = house
    assert dt.timedelta(days=8) > LEASE
    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=LIVES, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck)),
    )
