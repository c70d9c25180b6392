"""The product in Spanish, screen by screen: a learner and her mentor read it as their accounts ask."""

import pytest
import sqlalchemy as sa
from flask import g
from flask_babel import gettext

from lms import create_app
from lms.models.base import db
from lms.models.people import Person
from lms.rules.permissions import Grant, May, Role, Viewer, viewers
from tests.make import PIN
from tests.make_signoffs import make_asked, make_course, make_teacher, make_work


@pytest.fixture
def speakers(people):
    """Ann, Mo and Ivy have Spanish as their language; the garden course is in English."""
    make_course()
    make_teacher(people.ivy)
    db.session.execute(sa.update(Person).where(Person.id.in_([people.ann, people.mo, people.ivy])).values(lang="es"))
    db.session.commit()
    return people


def reads(page, *words):
    """The page is in Spanish and holds these words, and none of the frame is left in English."""
    assert page.status == 200
    assert page.root.get("lang") == "es"
    assert [one for one in words if one not in page.text] == []
    assert [one for one in ("Finish", "Get help", "Home", "Continue", "Sign") if f" {one} " in f" {page.text} "] == []
    return page


def test_a_learner_reads_her_way_in_spanish(browse, speakers):
    ann = browse(speakers.ann)
    reads(ann.get("/"), "Inicio", "Elija un curso", "Usted es Ann Learns", "Terminar", "Pedir ayuda")
    reads(ann.get("/courses"), "Cursos", "Todavía no está en su idioma")
    page = reads(ann.get("/courses/garden"), "Comenzar este curso")
    assert page.all("h1")[0].get("lang") == "en"
    page = reads(ann.press(page, "Comenzar este curso"), "Comenzar este módulo", "Todavía no está abierto.")
    page = reads(ann.press(page, "Comenzar este módulo"), "Lección 1 de 2", "Marcar como leída y continuar")
    for _ in range(2):
        page = ann.press(page, "Marcar como leída y continuar")
    page = reads(page, "Cuestionario: Soil", "Cada respuesta se guarda en el momento. No hay reloj.")
    page = reads(ann.press(page, "Comenzar el cuestionario"), "Pregunta 1 de 8", "Guardar y continuar")
    page = ann.press(page, "Guardar y continuar", answer="")
    assert page.status == 422
    assert "Error:" in "".join(page.all("title")[0].itertext())
    assert "Hay un problema" in page.text
    reads(ann.get("/record"), "Mi registro", "Todavía no hay nada terminado.")
    reads(ann.get("/account"), "Mi cuenta", "Solo usted sabe cuál es.")
    reads(ann.get("/look"), "Tamaño del texto y colores", "Español")
    page = ann.get("/nothing-here")
    assert page.status == 404
    assert "Página no encontrada" in page.text


def test_she_asks_for_a_sign_off_and_her_mentor_gives_it_in_spanish(browse, speakers):
    attempt = make_work(speakers.ann)
    ann, mo = browse(speakers.ann), browse(speakers.mo)
    reads(ann.get(f"/attempts/{attempt}/practical"), "Tarea práctica", "¿Quién puede ver esto?", "Su mentora")
    page = reads(ann.get(f"/attempts/{attempt}/sign-off"), "Este es mi propio trabajo")
    page = ann.press(page, "Pedir la firma")
    assert "Marque la casilla si este es su propio trabajo." in page.text
    page = ann.press(page, "Pedir la firma", own_work="y")
    reads(
        page,
        "En espera de su mentora",
        "Usted pidió la firma el 4 de mayo de 2026, 05:00",
        "Ha esperado menos de una hora.",
    )
    page = reads(mo.get("/reviews"), "Revisiones", "La esperan", "Ann Learns")
    page = reads(mo.press(page, "Revisar este trabajo"), "Califique lo que usted vio", "Sus respuestas")
    page = mo.press(page, "Aprobar y firmar", signer="mo", signer_secret="417293")
    assert page.status == 422
    assert "Califique esta línea con 3 o 4, o devuelva el trabajo." in page.text
    ratings = {e.get("name"): "3" for e in page.all("input") if (e.get("name") or "").startswith("rating-")}
    page = mo.press(page, "Aprobar y firmar", signer="mo", signer_secret="417293", **ratings)
    reads(page, "Su firma está guardada. Ella ya puede verla.")
    reads(ann.get(f"/attempts/{attempt}/sign-off"), "Firmado", "Este módulo está hecho")
    reads(ann.get("/record"), "Lo firmó", "mentora")


def test_a_rule_says_no_in_spanish(browse, speakers):
    attempt = make_asked(speakers.ann)
    ivy = browse(speakers.ivy)
    page = ivy.press(ivy.get("/reviews"), "Revisar este trabajo")
    assert "Sus respuestas" in page.text
    mo = browse(speakers.mo)
    page = mo.post(f"/attempts/{attempt}/claim")
    assert page.status == 409
    assert "Alguien ya está revisando esto." in page.text


def test_a_weak_pin_is_refused_in_spanish(browse, speakers):
    ann = browse(speakers.ann)
    page = ann.get("/new-secret")
    page = ann.press(page, "Guardar y seguir", old_secret=PIN, new_secret="123456", new_secret_again="123456")
    assert page.status == 422
    assert "Esos números van en orden. Mézclelos." in page.text


def test_nobody_signed_in_may_choose_spanish(browse, facility):
    kiosk = browse()
    page = kiosk.press(kiosk.get("/look"), "Save", lang="es")
    reads(kiosk.get("/sign-in"), "Entrar", "¿Olvidó su PIN?", "Número en el centro")
    assert page.root.get("lang") == "es"


def test_each_condition_of_who_can_see_has_words(app):
    """What stands in the table is for code; a page that showed it as it is would speak English to everybody."""
    template = app.jinja_env.from_string(
        '{% from "people/viewers.html" import who_sees with context %}{{ who_sees(viewers) }}'
    )

    def left_in_english(*rows):
        with app.test_request_context():
            g.page_language = "es"
            shown = template.render(viewers=rows)
        assert "¿Quién puede ver esto?" in shown
        return [grant for grant in Grant if len(grant) > 3 and f"> {grant.value}<" in shown]

    assert left_in_english(*viewers(May.READ_WORK)) == []
    assert left_in_english(*viewers(May.READ_PRIVATE)) == []
    assert left_in_english(Viewer(Role.MENTOR, Grant.ATTESTER)) == [Grant.ATTESTER]


def test_without_its_catalogue_the_product_speaks_english(tmp_path):
    lone = create_app(
        TESTING=True,
        SECRET_KEY="test",
        INSTANCE=str(tmp_path),
        DATABASE_URL=f"sqlite:///{tmp_path / 'footing.db'}",
        BABEL_TRANSLATION_DIRECTORIES=str(tmp_path),
    )
    with lone.test_request_context():
        g.page_language = "es"
        assert gettext("Go on") == "Go on"
        assert "Saved" in lone.jinja_env.from_string("{{ _('Saved') }}").render()
