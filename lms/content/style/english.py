"""English under the rules of style."""

import re

from lms.content.style.tongue import Tongue, words

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_COLOURS = "red|green|blue|yellow|orange|purple|pink"
_NOUN_ENDS = r"(?=\s*(?:[.,;:!?)”\"’]|$)|\s+(?:who|that|is|are|was|were|has|have|and|or|in|from|like)\b)"

_BANNED = words(
    "inmates?",
    "(?:ex-?)?offenders?",
    "felons?",
    "(?:ex-?)?convicts?",
    "ex-?cons?",
    "criminals",
    rf"(?:an?|the|this|that|no|every|career|hardened|like an?|as an?|of) criminal{_NOUN_ENDS}",
    "addicts?",
    "junk(?:ies|ie|y)",
    "(?:clean|dirty) (?:drug |urine )?(?:tests?|urine|drugs?)",
    "(?:drug |urine )?tests? (?:is |was |were |are |came back |come back )?(?:clean|dirty)",
    "tested (?:clean|dirty)",
    "illegal aliens?",
    "illegals",
    "crazy",
    "(?<!little )(?<!young )(?<!school )(?<!teenage )(?<!baby )girls?(?! (?:aged|of \\d))",
    "prison wi(?:fe|ves)",
    "broken homes?",
    "victim mentality",
)

WORDING = {
    "banned-word": (
        _BANNED,
        "“{found}” is not said here. Say woman, person or people in prison; a woman who has a conviction; "
        "a person returning home; a person who uses drugs.",
    ),
    "third-person": (
        words(
            "the (?:learners?|students?|participants?|trainees?)",
            "(?:learners|students|participants|trainees) (?:must|should|shall|will|need to|have to)",
        ),
        "“{found}” speaks about her. Speak to her: “you”.",
    ),
    "we": (
        re.compile(r"(?<!\w)(?:[Ww]e|[Oo]urs?|us|[Ll]et['’]s|[Ww]e['’](?:ll|re|ve))(?!\w)"),
        "Who is “{found}”? Say “you”, or who it is.",
    ),
    "date-form": (
        words(
            rf"(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?(?:, ?\d{{4}})?(?! ?[-–] ?\d)",
            rf"\d{{1,2}}(?:st|nd|rd|th) (?:of )?(?:{_MONTHS})(?:,? \d{{4}})?",
            r"\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})",
            flags=0,
        ),
        "Write the date like 5 May 2026, not “{found}”.",
    ),
    "address": (
        re.compile(
            r"(?<![\w.])(?:https?://\S+|www\.\S+|[\w.-]{1,64}@[\w-]{1,63}\.\w+|[\w-]{1,63}\.(?:com|org|net|gov|edu|info|io)(?![\w.]\w))",
            re.IGNORECASE,
        ),
        "“{found}” leads nowhere without internet. Say what she finds there, and who can get it for her.",
    ),
    "online": (
        words(
            "search online",
            "look (?:it |this |them )?up online",
            "google (?:it|this|for)",
            "go online (?:to|and)",
            "QR codes?",
            "scan the code",
            "app store",
            "download (?:the|an|this) app",
            "Facebook",
            "Instagram",
            "TikTok",
            "WhatsApp",
            "YouTube",
            "Snapchat",
        ),
        "“{found}” cannot be done here. Give a step that works inside.",
    ),
    "phone": (
        re.compile(
            r"(?<![\w.-])(?:(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}|P\.? ?O\.? Box \d+|1-8\d\d-[\dA-Z-]{7,})(?!\w)"
        ),
        "“{found}” can change. Put it into a dated fact and write {{{{ fact:its-id }}}}.",
    ),
    "idiom": (
        words(
            "hit the ground running",
            "piece of cake",
            "think outside the box",
            "break the ice",
            "on the same page",
            "rule of thumb",
            "cut corners",
            "the big picture",
            "at the end of the day",
            "keep an eye on",
            "get the ball rolling",
            "a ballpark figure",
            "ballpark",
            "touch base",
            "from scratch",
            "by the book",
            "costs? an arm and a leg",
            "once in a blue moon",
            "under the weather",
            "back to square one",
            "learn the ropes",
            "make ends meet",
            "the bottom line",
            "in the long run",
            "game changer",
            "go the extra mile",
            "a walk in the park",
            "jump through hoops",
            "under your belt",
            "fall through the cracks",
            "no[- ]brainer",
        ),
        "“{found}” says something else than its words. Say it plainly.",
    ),
    "screen-words": (
        words("hover(?:ing)? (?:over|on)", "mouse over", "right-click", "click here", "click on"),
        "“{found}” does not hold for touch, keys and paper. Say what to choose.",
    ),
    "colour-only": (
        words(
            rf"(?:shown|marked|drawn|printed|highlighted|written|coloured|colored|painted) (?:in )?(?:{_COLOURS})",
            rf"the (?:{_COLOURS}) (?:line|bar|box|part|button|word|number|one|area|text|row|arrow)s?",
        ),
        "“{found}” is lost in black and white. Name a number, a word or a place as well.",
    ),
    "praise": (
        re.compile(
            r"(?<!\w)(?:great|good|well done|excellent|amazing|awesome|perfect|fantastic|bravo|wow|yay|hooray"
            r"|congratulations)\b[^.!?\n]{0,25}!",
            re.IGNORECASE,
        ),
        "Say calmly what went well, without “{found}”.",
    ),
    "dash-chain": (
        re.compile(r"(?:—|\s–\s|\s--\s)[^.!?—]*(?:—|\s–\s|\s--\s)"),
        "Two dashes in one sentence. Make two sentences.",
    ),
}

ENGLISH = Tongue(
    code="en",
    wording=WORDING,
    outside_quotes=frozenset({"we", "third-person", "praise"}),
    you=words("you", "yours?", "yourself"),
    passive=re.compile(
        r"(?<!\w)(?:is|are|was|were|be|been|being|gets?|got)\s+(?:(?:not|never|always|often|also|then|\w+ly)\s+){0,2}"
        r"(\w+ed|made|done|given|taken|kept|sent|paid|seen|shown|held|found|told|written|built|sold|bought|cut|put|set|read"
        r"|left|lost|drawn|known|chosen|worn|broken|hidden|driven|eaten|forgotten|hurt|led|meant|met|spent|taught|thrown"
        r"|understood|brought|caught|felt|heard|laid|spoken|stolen|sworn|won|begun|run|said|called)(?!\w)",
        re.IGNORECASE,
    ),
    not_passive=frozenset(
        [
            "allowed",
            "based",
            "closed",
            "interested",
            "left",
            "lost",
            "married",
            "need",
            "needed",
            "finished",
            "open",
            "related",
            "set",
            "tired",
            "used",
            "worried",
            "hurt",
            "hidden",
            "locked",
            "scared",
            "bored",
            "excited",
            "pleased",
            "supposed",
            "red",
            "bed",
            "shared",
            "signed",
            "mixed",
            "limited",
            "made-up",
        ]
    ),
    numbers=words(
        "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\\w+)?|hundreds?|thousands?"
    ),
    inches=words(
        r"\d{1,9}(?:[./ ]\d{1,9}){0,3}[ -](?:inch(?:es)?|in(?! \w)|foot|feet|ft|yards?|miles?|pounds?|lbs?|ounces?|oz|gallons?|°F)"
    ),
    metric=words(
        r"\d{1,9}(?:[.,/ ]\d{1,9}){0,3}[ -](?:mm|cm|m|km|kg|g|ml|l|°C|metres?|meters?"
        r"|centimet(?:re|er)s?|millimet(?:re|er)s?|kilomet(?:re|er)s?|kilograms?|grams?|lit(?:re|er)s?)(?:[²³23])?"
    ),
    acronyms=frozenset(["US", "USA", "UK", "EU", "TV", "ID", "OK", "AM", "PM", "CD", "DVD", "DC", "II", "III", "IV"]),
    blame=words("wrong!", "fail(?:s|ed|ing|ure)?", "stupid", "silly", "careless", "lazy"),
    tone=words("obviously", "just", "simply", "eas(?:y|ily)", "of course", "clearly", "as everyone knows"),
    first_no=re.compile(r"\W*no\b", re.IGNORECASE),
    kind_starts=("not quite", "not yet", "here is why", "nearly", "almost", "partly", "close"),
    where=re.compile(r"\blesson\b|\bmodule\b|\babove\b|“[^”]+”|\"[^\"]+\"", re.IGNORECASE),
    all_or_none=words(
        "(?:all|none|both|neither|some) of (?:the above|these|them|the others)", "all the above", "both a and b"
    ),
    negative=words(
        "not",
        "never",
        "no",
        "none",
        "nothing",
        "nobody",
        "cannot",
        "\\w+n['’]t",
        "except",
        "without",
        "un(?:able|true|safe|fair|likely|necessary)",
    ),
    true_words=("true", "false"),
    not_watched=words(
        "understands?",
        "knows?",
        "appreciates?",
        "is aware of",
        "learns?",
        "realis?zes?",
        "believes?",
        "feels?",
        "thinks?",
    ),
    summary=re.compile(r"in short|summary|key points|remember", re.IGNORECASE),
)
