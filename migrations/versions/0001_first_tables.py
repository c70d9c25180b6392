"""The first tables: people, library, learning, quizzes, sign-off, audit; rows that are only ever added."""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = ("signature", "signoff_event", "audit_event", "answer_save", "practical_save", "reading")
NEVER_DELETED = ("answer", "attempt", "quiz_try", "certificate", "person", "chain_head")
TWIN_KEYS = {
    "signature": ("seq", "hash", "previous_hash"),
    "signoff_event": ("id", "attempt_id seq"),
    "audit_event": ("id",),
    "reading": ("id",),
    "answer": ("id",),
    "attempt": ("id",),
    "quiz_try": ("id",),
    "certificate": ("number",),
    "person": ("id",),
    "chain_head": ("id",),
    "answer_save": ("id", "save_key"),
    "practical_save": ("id", "save_key"),
}
"""Columns, alone or together, by which INSERT OR REPLACE could take a row's place."""

REPEATED = ("answer_save", "practical_save")
"""Tables where the same row may come twice, when a reply was lost on its way: the second is passed over in silence."""


def upgrade() -> None:
    op.create_table('blob',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('mime', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_blob'))
    )
    op.create_table('chain_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_chain_head_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chain_head'))
    )
    op.create_table('course',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course'))
    )
    op.create_table('facility',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('timezone', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('accent', sa.Text(), nullable=False),
    sa.Column('help_text', sa.Text(), nullable=False),
    sa.Column('peers_may_sign', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facility'))
    )
    op.create_table('fact',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('review_by', sa.Date(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fact'))
    )
    op.create_table('sign_in_delay',
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('device', sa.Text(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('wait_until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('account', 'device', name=op.f('pk_sign_in_delay'))
    )
    op.create_table('module',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('course_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_module_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module'))
    )
    with op.batch_alter_table('module', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_module_course_id'), ['course_id'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=True),
    sa.Column('username', sa.Text(), nullable=True),
    sa.Column('secret_hash', sa.Text(), nullable=False),
    sa.Column('secret_kind', sa.Text(), nullable=False),
    sa.Column('secret_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('must_change', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('cleared_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('theme', sa.Text(), nullable=False),
    sa.Column('text_size', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_person_created_by')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_person_facility_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('facility_id', 'number', name=op.f('uq_person_facility_id_number')),
    sa.UniqueConstraint('facility_id', 'username', name=op.f('uq_person_facility_id_username'))
    )
    op.create_table('audit_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('about_kind', sa.Text(), nullable=False),
    sa.Column('about_id', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_audit_event_actor_id')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_audit_event_facility_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.create_index('ix_audit_event_about', ['about_kind', 'about_id'], unique=False)

    op.create_table('certificate',
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_certificate_course_id')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_certificate_facility_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_certificate')),
    sa.UniqueConstraint('person_id', 'course_id', name=op.f('uq_certificate_person_id_course_id'))
    )
    op.create_table('course_staff',
    sa.Column('course_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_staff_course_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_course_staff_person_id')),
    sa.PrimaryKeyConstraint('course_id', 'person_id', name=op.f('pk_course_staff'))
    )
    with op.batch_alter_table('course_staff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_staff_person_id'), ['person_id'], unique=False)

    op.create_table('course_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('track', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('hours', sa.Double(), nullable=False),
    sa.Column('audience', sa.Text(), nullable=False),
    sa.Column('enrol', sa.Text(), nullable=False),
    sa.Column('requires', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('texts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('authors', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('licence', sa.Text(), nullable=False),
    sa.Column('change', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('published_by', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_version_course_id')),
    sa.ForeignKeyConstraint(['published_by'], ['person.id'], name=op.f('fk_course_version_published_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_version')),
    sa.UniqueConstraint('course_id', 'number', name=op.f('uq_course_version_course_id_number'))
    )
    op.create_table('enrolment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_enrolment_by_id')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_enrolment_course_id')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_enrolment_facility_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enrolment_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('person_id', 'course_id', name=op.f('uq_enrolment_person_id_course_id'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_course_id'), ['course_id'], unique=False)

    op.create_table('match',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('learner_id', sa.Integer(), nullable=False),
    sa.Column('mentor_id', sa.Integer(), nullable=False),
    sa.Column('do_not_assign', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_match_facility_id')),
    sa.ForeignKeyConstraint(['learner_id'], ['person.id'], name=op.f('fk_match_learner_id')),
    sa.ForeignKeyConstraint(['mentor_id'], ['person.id'], name=op.f('fk_match_mentor_id')),
    sa.ForeignKeyConstraint(['started_by'], ['person.id'], name=op.f('fk_match_started_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match'))
    )
    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_mentor_id'), ['mentor_id'], unique=False)
        batch_op.create_index('uq_match_running', ['learner_id', 'mentor_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('module_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('texts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('outline', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('signoff', sa.Text(), nullable=False),
    sa.Column('credit', sa.Boolean(), nullable=False),
    sa.Column('pass_mark', sa.Integer(), nullable=False),
    sa.Column('recall', sa.Integer(), nullable=False),
    sa.Column('requires', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('quiz', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('practical', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_module_version_module_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module_version')),
    sa.UniqueConstraint('module_id', 'hash', name=op.f('uq_module_version_module_id_hash'))
    )
    op.create_table('parked_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('page', sa.Text(), nullable=False),
    sa.Column('fields', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_parked_form_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parked_form'))
    )
    with op.batch_alter_table('parked_form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parked_form_person_id'), ['person_id'], unique=False)

    op.create_table('person_role',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('given_by', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_person_role_facility_id')),
    sa.ForeignKeyConstraint(['given_by'], ['person.id'], name=op.f('fk_person_role_given_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_role_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'role', name=op.f('pk_person_role'))
    )
    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('device', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_sign_in_facility_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_token_hash'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_person_id'), ['person_id'], unique=False)

    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module_id', sa.Text(), nullable=False),
    sa.Column('module_version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_by', sa.Integer(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['claimed_by'], ['person.id'], name=op.f('fk_attempt_claimed_by')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_attempt_facility_id')),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_attempt_module_id')),
    sa.ForeignKeyConstraint(['module_version_id'], ['module_version.id'], name=op.f('fk_attempt_module_version_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attempt_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('person_id', 'module_id', 'number', name=op.f('uq_attempt_person_id_module_id_number'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_module_id'), ['module_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attempt_module_version_id'), ['module_version_id'], unique=False)
        batch_op.create_index('ix_attempt_waiting', ['facility_id', 'state', 'submitted_at'], unique=False)
        batch_op.create_index('uq_attempt_open', ['person_id', 'module_id'], unique=True, sqlite_where=sa.text("state NOT IN ('approved', 'completed', 'revoked')"), postgresql_where=sa.text("state NOT IN ('approved', 'completed', 'revoked')"))

    op.create_table('course_version_module',
    sa.Column('course_version_id', sa.Integer(), nullable=False),
    sa.Column('module_version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['course_version_id'], ['course_version.id'], name=op.f('fk_course_version_module_course_version_id')),
    sa.ForeignKeyConstraint(['module_version_id'], ['module_version.id'], name=op.f('fk_course_version_module_module_version_id')),
    sa.PrimaryKeyConstraint('course_version_id', 'module_version_id', name=op.f('pk_course_version_module'))
    )
    with op.batch_alter_table('course_version_module', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_version_module_module_version_id'), ['module_version_id'], unique=False)

    op.create_table('lesson',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('module_version_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('content_note', sa.Text(), nullable=False),
    sa.Column('swap', sa.Text(), nullable=False),
    sa.Column('words', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('checks', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['module_version_id'], ['module_version.id'], name=op.f('fk_lesson_module_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson')),
    sa.UniqueConstraint('module_version_id', 'slug', 'lang', name=op.f('uq_lesson_module_version_id_slug_lang'))
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('module_version_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('data', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['module_version_id'], ['module_version.id'], name=op.f('fk_question_module_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('module_version_id', 'slug', 'lang', name=op.f('uq_question_module_version_id_slug_lang'))
    )
    op.create_table('version_file',
    sa.Column('course_version_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['course_version_id'], ['course_version.id'], name=op.f('fk_version_file_course_version_id')),
    sa.ForeignKeyConstraint(['sha256'], ['blob.sha256'], name=op.f('fk_version_file_sha256')),
    sa.PrimaryKeyConstraint('course_version_id', 'path', name=op.f('pk_version_file'))
    )
    op.create_table('lesson_read',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('lesson_slug', sa.Text(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_lesson_read_attempt_id')),
    sa.PrimaryKeyConstraint('attempt_id', 'lesson_slug', name=op.f('pk_lesson_read'))
    )
    op.create_table('practical_save',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('save_key', sa.Text(), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('ratings', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_practical_save_attempt_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practical_save')),
    sa.UniqueConstraint('save_key', name=op.f('uq_practical_save_save_key'))
    )
    with op.batch_alter_table('practical_save', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practical_save_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('practical_work',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('ratings', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('ready', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_practical_work_attempt_id')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_practical_work'))
    )
    op.create_table('quiz_try',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('module_version_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seed', sa.BigInteger(), nullable=False),
    sa.Column('questions', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_quiz_try_attempt_id')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_quiz_try_facility_id')),
    sa.ForeignKeyConstraint(['module_version_id'], ['module_version.id'], name=op.f('fk_quiz_try_module_version_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_quiz_try_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_try')),
    sa.UniqueConstraint('attempt_id', 'number', name=op.f('uq_quiz_try_attempt_id_number'))
    )
    with op.batch_alter_table('quiz_try', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quiz_try_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_quiz_try_open', ['attempt_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('reader_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_reading_attempt_id')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_reading_facility_id')),
    sa.ForeignKeyConstraint(['reader_id'], ['person.id'], name=op.f('fk_reading_reader_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading'))
    )
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('signature',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('signer_id', sa.Integer(), nullable=False),
    sa.Column('meaning', sa.Text(), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('previous_hash', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_signature_attempt_id')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_signature_facility_id')),
    sa.ForeignKeyConstraint(['signer_id'], ['person.id'], name=op.f('fk_signature_signer_id')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_signature')),
    sa.UniqueConstraint('hash', name=op.f('uq_signature_hash')),
    sa.UniqueConstraint('previous_hash', name=op.f('uq_signature_previous_hash'))
    )
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signature_attempt_id'), ['attempt_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signature_signer_id'), ['signer_id'], unique=False)

    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('try_id', sa.Integer(), nullable=False),
    sa.Column('question_key', sa.Text(), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('locked', sa.Boolean(), nullable=False),
    sa.Column('points', sa.Double(), nullable=False),
    sa.Column('out_of', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['try_id'], ['quiz_try.id'], name=op.f('fk_answer_try_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sa.UniqueConstraint('try_id', 'question_key', name=op.f('uq_answer_try_id_question_key'))
    )
    op.create_table('answer_save',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('try_id', sa.Integer(), nullable=False),
    sa.Column('question_key', sa.Text(), nullable=False),
    sa.Column('save_key', sa.Text(), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['try_id'], ['quiz_try.id'], name=op.f('fk_answer_save_try_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_save')),
    sa.UniqueConstraint('save_key', name=op.f('uq_answer_save_save_key'))
    )
    with op.batch_alter_table('answer_save', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_save_try_id'), ['try_id'], unique=False)

    op.create_table('signoff_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('details', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('signature_seq', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_signoff_event_attempt_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_signoff_event_by_id')),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], name=op.f('fk_signoff_event_facility_id')),
    sa.ForeignKeyConstraint(['signature_seq'], ['signature.seq'], name=op.f('fk_signoff_event_signature_seq')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signoff_event')),
    sa.UniqueConstraint('attempt_id', 'seq', name=op.f('uq_signoff_event_attempt_id_seq'))
    )
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.create_foreign_key('fk_course_version_id', 'course_version', ['version_id'], ['id'])

    op.execute("INSERT INTO chain_head (id, seq, hash) VALUES (1, 0, '" + "0" * 64 + "')")
    for table in APPEND_ONLY:
        guard(table, ("UPDATE", "DELETE"))
    for table in NEVER_DELETED:
        guard(table, ("DELETE",))


def twin(columns: str) -> str:
    """The condition under which a row that is being added would take another's place."""
    return "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns.split()) + ")"


def guard(table: str, verbs: tuple[str, ...]) -> None:
    """Let the database itself refuse: on SQLite REPLACE needs a guard of its own, on PostgreSQL TRUNCATE does."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in verbs:
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are kept as they are'); END"
            )
        if key := TWIN_KEYS.get(table):
            answer = "IGNORE" if table in REPEATED else f"ABORT, '{table} rows are kept as they are'"
            same = " OR ".join(twin(columns) for columns in key)
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
                f"BEGIN SELECT RAISE({answer}); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} rows are kept as they are'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE {' OR '.join(verbs)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_kept()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()"
    )
