"""Spanish under the rules of style."""

import re

from lms.content.style.tongue import Tongue, words

_MONTHS = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
_COLOURS = "roj[ao]s?|verdes?|azul(?:es)?|amarill[ao]s?|naranjas?|morad[ao]s?|rosas?"
_A = "(?:el|la|los|las|un|una|unos|unas|cada|otr[ao]s?|est[aeo]s?|esas?|es[eo]s?|al|del)"

_BANNED = words(
    "reclus[ao]s?",
    "(?:ex-?)?convict[ao]s?",
    "delincuentes?",
    "(?:ex-?)?presidiari[ao]s?",
    "re[ao]s?",
    f"{_A} (?:intern[ao]s?|pres[ao]s?|criminal(?:es)?|chicas?)",
    "criminales",
    "(?:drog)?adict[ao]s?",
    "yonquis?",
    "(?:extranjer|inmigrante|migrante|indocumentad)[ao]?s? ilegal(?:es)?",
    f"{_A} ilegal(?:es)?",
    "loc[ao]s?",
    "(?:pruebas?|exámen(?:es)?|examen|orinas?|análisis)(?: de (?:drogas|orina))? "
    "(?:salió |salieron |está |están )?(?:limpi|suci)[ao]s?",
    "esposas? de (?:la )?(?:prisión|cárcel)",
    "hogar(?:es)? (?:rotos?|deshechos?)",
    "mentalidad de víctima",
)

WORDING = {
    "banned-word": (
        _BANNED,
        "“{found}” is not said here. Say mujer, persona o personas en prisión; una mujer con una condena; "
        "una persona que vuelve a casa; una persona que usa drogas.",
    ),
    "third-person": (
        words(
            "(?:el|la) (?:alumn[ao]|estudiante|participante|aprendiz|usuari[ao])",
            "(?:alumn[ao]s|estudiantes|participantes) deben",
        ),
        "“{found}” speaks about her. Speak to her: “usted”.",
    ),
    "we": (
        words("nosotr[ao]s", "nuestr[ao]s?", "vamos a", "nos vamos"),
        "Who is “{found}”? Say “usted”, or who it is.",
    ),
    "informal": (
        words(
            "tú",
            "tu",
            "tus",
            "ti",
            "contigo",
            "tuy[ao]s?",
            "te",
            "vos",
            "vosotr[ao]s",
            "haz",
            "puedes",
            "tienes",
            "debes",
            "eres",
        ),
        "“{found}” is informal. Say “usted”.",
    ),
    "date-form": (
        words(
            r"\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})",
            rf"(?:{_MONTHS}) \d{{1,2}}(?:,? (?:de )?\d{{4}})?",
            rf"\d{{1,2}} (?:{_MONTHS})",
        ),
        "Write the date like 5 de mayo de 2026, not “{found}”.",
    ),
    "address": (
        re.compile(
            r"(?<![\w.])(?:https?://\S+|www\.\S+|[\w.-]{1,64}@[\w-]{1,63}\.\w+|[\w-]{1,63}\.(?:com|org|net|gov|edu|info|io|es|mx)(?![\w.]\w))",
            re.IGNORECASE,
        ),
        "“{found}” leads nowhere without internet. Say what she finds there, and who can get it for her.",
    ),
    "online": (
        words(
            "busque(?:lo|la)? en (?:internet|línea|la red)",
            "en google",
            "códigos? QR",
            "escanee el código",
            "descargue (?:la|una) (?:aplicación|app)",
            "Facebook",
            "Instagram",
            "TikTok",
            "WhatsApp",
            "YouTube",
            "redes sociales",
        ),
        "“{found}” cannot be done here. Give a step that works inside.",
    ),
    "phone": (
        re.compile(
            r"(?<![\w.-])(?:(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}"
            r"|P\.? ?O\.? Box \d+|apartado postal \d+|1-8\d\d-[\dA-Z-]{7,})(?!\w)",
            re.IGNORECASE,
        ),
        "“{found}” can change. Put it into a dated fact and write {{{{ fact:its-id }}}}.",
    ),
    "idiom": (
        words(
            "pan comido",
            "romper el hielo",
            "a grandes rasgos",
            "al fin y al cabo",
            "de cabo a rabo",
            "dar en el clavo",
            "costar un ojo de la cara",
            "cuesta un ojo de la cara",
            "estar en la misma página",
            "empezar de cero",
            "llegar a fin de mes",
            "tirar la toalla",
            "ponerse las pilas",
            "póngase las pilas",
            "echar una mano",
            "en un abrir y cerrar de ojos",
            "meter la pata",
            "matar dos pájaros de un tiro",
            "a pie juntillas",
            "ir al grano",
            "no tener pelos en la lengua",
            "entre la espada y la pared",
        ),
        "“{found}” says something else than its words. Say it plainly.",
    ),
    "screen-words": (
        words("pase el (?:ratón|cursor) (?:por|sobre)", "haga clic", "clic derecho", "clic", "pinche aquí"),
        "“{found}” does not hold for touch, keys and paper. Say what to choose.",
    ),
    "colour-only": (
        words(
            rf"(?:marcad|mostrad|escrit|resaltad|impres|pintad|dibujad)[ao]s? (?:en |de )?(?:color )?(?:{_COLOURS})",
            rf"(?:el|la|los|las) (?:líneas?|barras?|cuadros?|casillas?|partes?|botón|botones|palabras?"
            rf"|números?|filas?|flechas?) (?:{_COLOURS})",
        ),
        "“{found}” is lost in black and white. Name a number, a word or a place as well.",
    ),
    "praise": (
        re.compile(
            r"(?:¡\s*)?(?<!\w)(?:muy bien|excelente|genial|perfecto|bravo|felicidades|felicitaciones"
            r"|increíble|fantástico|estupendo|buen trabajo)\b[^.!?\n]{0,25}!",
            re.IGNORECASE,
        ),
        "Say calmly what went well, without “{found}”.",
    ),
    "dash-chain": (
        re.compile(r"(?:—|\s–\s|\s--\s)[^.!?—]*(?:—|\s–\s|\s--\s)"),
        "Two dashes in one sentence. Make two sentences.",
    ),
}

SPANISH = Tongue(
    code="es",
    wording=WORDING,
    outside_quotes=frozenset({"we", "third-person", "praise", "informal"}),
    you=words("usted(?:es)?", "su", "sus", "suy[ao]s?", "le", "se", "\\w+(?:e|a)", "\\w+(?:e|a)se"),
    passive=re.compile(
        r"(?<!\w)(?:es|son|fue|fueron|era|eran|será|serán|sea|sean|ser|sido|siendo)\s+(?:\w+mente\s+)?"
        r"(\w+(?:ad|id)[ao]s?|hech[ao]s?|dich[ao]s?|escrit[ao]s?|vist[ao]s?|puest[ao]s?|abiert[ao]s?|rot[ao]s?|devuelt[ao]s?)(?!\w)",
        re.IGNORECASE,
    ),
    not_passive=frozenset(
        [
            "cuidado",
            "lado",
            "pasado",
            "privado",
            "privada",
            "adecuado",
            "adecuada",
            "demasiado",
            "cantidad",
            "ocupado",
            "ocupada",
            "medida",
            "salida",
            "entrada",
            "comida",
            "vida",
            "querida",
            "callada",
            "sólida",
            "válida",
            "válido",
            "rápida",
            "rápido",
        ]
    ),
    numbers=words(
        "(?<!los )(?<!las )dos(?! veces)|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
        "|dieci\\w+|veint\\w+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien(?:to)?s?|mil(?:es)?"
    ),
    inches=words(r"\d{1,9}(?:[./ ]\d{1,9}){0,3} ?(?:pulgadas?|pies?|yardas?|millas?|libras?|onzas?|galón|galones|°F)"),
    metric=words(
        r"\d{1,9}(?:[.,/ ]\d{1,9}){0,3} ?(?:mm|cm|m|km|kg|g|ml|l|°C|metros?|centímetros?"
        r"|milímetros?|kilómetros?|kilos?|kilogramos?|gramos?|litros?)(?:[²³23])?"
    ),
    acronyms=frozenset(["EE", "UU", "TV", "ID", "OK", "AM", "PM", "CD", "DVD", "US", "USA", "II", "III", "IV"]),
    blame=words(
        "¡?incorrecto!",
        "¡?mal!",
        "fall(?:ó|aste|ado|ada)",
        "fracas\\w+",
        "reprob\\w+",
        "tont[ao]s?",
        "descuidad[ao]s?",
        "perezos[ao]s?",
    ),
    tone=words(
        "obviamente",
        "simplemente",
        "sencillamente",
        "solo tiene que",
        "fácil(?:es|mente)?",
        "claro que",
        "por supuesto",
        "como todos saben",
    ),
    first_no=re.compile(r"\W*no\s*[.,:;!]", re.IGNORECASE),
    kind_starts=("no del todo", "todavía no", "aún no", "casi", "esta es la razón", "le explico", "en parte"),
    where=re.compile(r"\blección\b|\bmódulo\b|\barriba\b|“[^”]+”|«[^»]+»|\"[^\"]+\"", re.IGNORECASE),
    all_or_none=words(
        "(?:tod[ao]s|ningun[ao]|ambas|ninguna) (?:de )?(?:las|los)? ?(?:anteriores|estas|estos|respuestas)",
        "tod[ao]s (?:son|las) (?:correctas|anteriores)",
    ),
    negative=words(
        "no",
        "nunca",
        "jamás",
        "nada",
        "nadie",
        "ningun[ao]?s?",
        "ningún",
        "excepto",
        "(?<!a )salvo",
        "sin",
        "tampoco",
        "imposible",
        "incorrect[ao]s?",
    ),
    true_words=("verdadero", "cierto", "falso"),
    not_watched=words("comprende", "entiende", "sabe", "conoce", "aprende", "valora", "cree", "siente", "piensa"),
    summary=re.compile(r"en resumen|en breve|en pocas palabras|puntos clave|recuerde", re.IGNORECASE),
)
