"""What kind of news an entry is: its own words first, the heading above it second."""

from __future__ import annotations

import re
from functools import lru_cache

KINDS = ("feature", "improvement", "fix", "deprecation", "security", "pricing", "other")

_CATEGORIES: tuple[tuple[str, str], ...] = (
    ("security", r"security|sicherheit|sécurité|seguridad|segurança|sicurezza|beveiliging|säkerhet"
    r"|セキュリティ"),
    ("deprecation", r"removed|removals?|deprecat\w*|breaking(?: changes?)?|sunset|end of life"
    r"|backwards?[- ]incompatib\w*|entfernt|abgekündigt|eingestellt|supprimé(?:es?|s)?|obsol[eè]t[eoa]s?"
    r"|fin de support"
    r"|descontinuad[oa]s?|retirad[oa]s?|retirées?|retirés?|ritirat[oi]|eliminad[oa]s?|removid[oa]s?|rimoss[oi]|deprecat[oi]|vervallen|borttaget"
    r"|usunięt\w+|wycofan\w+|廃止|終了"),
    ("fix", r"(?:bug ?)?fix(?:e[sd])?|bugs?|bug ?fixe?s?|corrections?|resolved(?: issues)?|patch(?:es)?"
    r"|stability|behoben|korrigiert|fehlerbehebung(?:en)?|correctifs?|correcci(?:ón|ones)|correç(?:ão"
    r"|ões)|correzion[ei]|corrigés?|corregid[oa]s?|corrigid[oa]s?|corrett[oi]|risolt[oi]|opgelost"
    r"|fixat|åtgärdat|rettet|naprawion[oe]|poprawki|(?:不具合|バグ)?修正|squashed"),
    ("feature", r"added|additions?|new(?: features?| & noteworthy)?|features?|what[’']?s new|highlights?"
    r"|launch(?:es|ed)?|neu|neue funktionen|nouveau(?:tés?)?|novedades|nuev[oa]s?|nuov[oi]|nov[oa]s?|nieuw"
    r"|nytt?|ajouts?|ajoutés?|añadid[oa]s?|adicionad[oa]s?|aggiunt[oei]|toegevoegd|hinzugefügt|tillagt"
    r"|dodan[oe]|novidades?|novità|新機能|新着|nowe|nowości|enhancements? and new features"),
    ("improvement", r"changed|changes|improve(?:d|ments?)|enhance(?:d|ments?)|updated?s?|performance"
    r"|usability|tweaks?|verbessert|verbesserungen|amélior(?:ations?|és?)|mejor(?:as?|ad[oa]s?)"
    r"|miglior(?:amenti|at[oi])|melhor(?:ias?|ad[oa]s?)|verbeterd|förbättrat"
    r"|ulepszen\w+|poprawion\w+|geändert|modifié(?:es?|s)?|modificat[oi]|alterad[oa]s?|改善|改良|変更"
    r"|better|refinements?|polish"),
    ("pricing", r"pricing|plans?(?: and pricing)?|billing|preise|tarifs?|precios|preços|prezzi|prijzen|料金"),
    ("other", r"dependenc(?:y|ies)|internal|chores?|(?:improved )?documentation"
    r"(?: (?:improvements|changes|updates))?|docs|maintenance|misc(?:ellaneous)?"
    r"|other(?: changes)?|housekeeping|build|tests?|ci|refactor(?:ing)?|under the hood|thanks"
    r"|contributors|known issues|upgrade notes"),
)  # fmt: skip
_CATEGORY = tuple(
    (kind, re.compile(rf"^\W*(?:{words})(?:\s*(?:&|and|/|,|und|et|\+)\s*[\w ]+)?\W*$", re.IGNORECASE))
    for kind, words in _CATEGORIES
)

_PICTURES = {
    "✨": "feature", "🎉": "feature", "🚀": "feature", "🆕": "feature",
    "⚡": "improvement", "💄": "improvement",
    "🛠": "fix", "🐛": "fix", "🐞": "fix", "🔧": "fix", "🩹": "fix",
    "🔒": "security", "🔐": "security", "🛡": "security",
    "🗑": "deprecation", "⚰": "deprecation",
    "💶": "pricing", "💰": "pricing", "💵": "pricing", "💳": "pricing",
}  # fmt: skip
_SECURITY = re.compile(
    r"\bsecurity (?:fix|issue|patch|update|release|vulnerab|advisory|hardening|bug|flaw|hole)"
    r"|^\W*security\b\s*[:(]|\bcve-\d|\bvulnerab|\bxss\b|\bcsrf\b|\bssrf\b|\bsql injection"
    r"|\bpath traversal|\bprivilege escalation|\bopen redirect"
    r"|\bharden|\bhash(?:ed|er|ing)\b.*\b(?:password|key|token|secret)|\b(?:password|key|token"
    r"|secret)s?\b.*\bhash(?:ed|ing|er)\b|\bhash(?:ed|er)\b|\bencrypt(?:ed)? at rest|\bbrute[- ]force"
    r"|\brate[- ]limit\w*\b.*\b(?:sign ?up|log ?in|password|auth)"
    r"|\bconfirmation\b.*\bsensitive\b|\breject\w* (?:absolute|external|untrusted)|\bclickjack"
    r"|\bremote code|\bdenial of service|\btls 1\.[01]\b.*(?:disabled|no longer)|\bsession fixation"
    r"|\bleak(?:ed|ing)? (?:credential|token|secret|password)",
    re.IGNORECASE,
)
_PRICING = re.compile(
    r"\bpric(?:e|es|ing)\b(?! (?:table|page|block|widget|element|field|component|column|api)s?\b)"
    r"|\b(?:free|paid|starter|pro|team|business|enterprise|all|every|new|higher|lower|legacy"
    r"|basic) (?:and (?:free|paid) )?plans?\b(?!\w)|\bplans? (?:now|include|limits?|changes?)\b"
    r"|\bfree tier\b"
    r"|\bdiscounts?\b.*\b(?:plan|annual|non-?profit|student|yearly|customers)|\b(?:annual"
    r"|yearly) billing\b|\bper[- ]seat\b|\bfree of charge\b|\bnow free\b|\bfree for (?:all|every)"
    r"|\bcheaper\b|^\W*we (?:now |will |no longer )?(?:charge|bill)\b"
    r"|\bincluded in (?:all|every|your) plans?\b"
    r"|\b(?:limits?|quotas?) (?:for|on|of) (?:the )?(?:free|paid) (?:accounts?|users|tier)\b",
    re.IGNORECASE,
)
_DEPRECATION = re.compile(
    r"^\W*(?:\w+:\s*)?(?:we(?:[’']re| are| will be|[’']ll be) )?(?:remov(?:e|ed|es|ing|al of)|drop(?:s"
    r"|ped|ping)?|deprecat(?:e|ed|es|ing|ion)|discontinu\w*|sunset\w*|retir(?:e|ed|es|ing)"
    r"|end of (?:support|life|sale)|shut(?:ting)? down|goodbye|farewell|saying goodbye)\b"
    r"|\b(?:is|are|was|were|been|be|now)(?: now| being)? (?:deprecated|discontinued|retired|removed"
    r"|sunset(?:ted)?|shut down|phased out)\b|\bdrop(?:s|ped|ping)? support\b"
    r"|\bend[- ]of[- ](?:life|support)\b"
    r"|\bno longer support(?:s|ed)?\b|\bwill be (?:removed|retired|discontinued|shut down|deprecated)"
    r"|\bphas(?:e|ed|ing) out\b|\bbackwards?[- ]incompatible\b|\bbreaking change\b|\bsunsetting\b"
    r"|\bdeprecation (?:of|notice)\b"
    r"|\bnicht mehr unterstützt\b|\b(?:wird|wurde) (?:eingestellt|entfernt|abgeschaltet)\b|\bfin d(?:e"
    r"|u) (?:la )?(?:prise en charge|support)\b"
    r"|\bn[’']est plus (?:pris|supporté)|\bdeja de (?:funcionar|ser compatible)|\bdeixa de (?:funcionar"
    r"|ser)|\bnon è più support"
    r"|\bwordt niet meer ondersteund|\bends (?:on|in)\b|\bstops? working on\b"
    r"|\b(?:turned|switched) off\b|\bminimum (?:supported|required)\b.*\bversion\b",
    re.IGNORECASE,
)
_NOT_REMOVAL = re.compile(
    r"\b(?:remov\w+|drop\w*)\b[^.]*?\b(?:limits?|limitations?|restrictions?|requirement|need|delay"
    r"|friction|flicker|whitespace|duplicates?|stray|extra|unnecessary|caps?|confusing|clutter"
    r"|bottleneck|trailing|redundant|dead code)\b"
    r"|\bdrag[- ]and[- ]drop\b|\bdrop[- ]?downs?\b|\bdrop(?:ped)? (?:files?|in\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"^\W*(?:\w+:\s*)?(?:bump(?:s|ed|ing)?|upgrad(?:e|ed|es|ing)|updat(?:e|ed|es|ing)|migrat(?:e|ed|es"
    r"|ing)|switch(?:ed|es|ing)?|mov(?:e|ed|es|ing))\b[^.]*?(?:\b(?:from|to)\b[^.]*?)?(?:\bdependenc"
    r"|\bpackages?\b(?: versions?)?|\blibrar(?:y|ies)\b|\bdjango\b|\breact\b|\bnode(?:\.?js)?\b"
    r"|\bpython\b|\bruby\b|\brails\b|\bpostgres\w*\b|\bmysql\b|\bwebpack\b|\bvite\b|\bnext\.?js\b"
    r"|\bjquery\b|\bphp\b|\blaravel\b|\bspring\b|\belectron\b|\bgolang\b|\bgo \d|\bjava \d"
    r"|\bcopyright\b|\blicen[cs]e (?:text|file|header)|\bchangelog\b|\breadme\b|\bci\b)"
    r"|^\W*(?:\w+:\s*)?bump(?:s|ed)?\b|\bdependenc(?:y|ies)\b|\brefactor|\btypos?\b|\breadme\b"
    r"|\b(?:update|improve|add|new|expand|rewrite|clarif\w*)\w*\s+(?:the |our "
    r"|more )?(?:[\w-]+ ){0,2}(?:docs|documentation|guides?|tutorials?|help (?:articles?|pages?)"
    r"|faq)\b|^\W*doc(?:s|umentation)?\b\s*[:(]|\bcontent updates?\b"
    r"|^\W*(?:rename|renam(?:ed|es|ing))\b|^\W*(?:chore|ci|build|test|tests|refactor|style)\b\s*[:(]"
    r"|\bunit tests?\b|\btest (?:coverage|suite)\b|\bsql quer(?:y|ies)\b"
    r"|\boptimi[sz]e\w* (?:the )?(?:db|database|sql) quer|\bcode clean-?up\b|\bclean(?:ed)? up (?:code"
    r"|unused)|\binternal (?:clean|refactor|change|tool)"
    r"|\b(?:usage|code) examples?\b|\bthanks? to\b.*!|^\W*(?:full changelog|new contributors)\b"
    r"|\blocation change\b|\bhas (?:a new home|moved)\b|\bwe(?:[’']re| are) hiring\b"
    r"|\bmaintenance (?:release|window (?:on|this))\b|\blinter?\b|\bdocker(?:file| base) image (?:bump"
    r"|update)|\bthird-party resources\b|\b(?:add|added) \"?docs\b"
    r"|^\W*(?:switch|switched|move|moved|migrate|migrated) (?:from \S+ )?(?:to"
    r"|from) \S+(?: \S+)? (?:to|for|as)\b(?!.*\b(?:you|users?|password|token|login)\b)"
    r"|^\W*upgrad(?:e|ed|es|ing) (?:to )?(?!tls|http|api|oauth|saml|wcag)[\w.@/-]+ "
    r"(?:to )?v?\d+(?:\.\d+)+\W*$"
    r"|^\W*thank(?:s| you)\b|\braised (?:our|a|an)\b|\bseries [a-e]\b"
    r"|^\W*(?:our )?new (?:logo|brand|website|look for our site)\b",
    re.IGNORECASE,
)
_FIX = re.compile(
    r"^\W*(?:\w+:\s*)?(?:fix(?:e[sd]|ing)?|resolv(?:e|ed|es|ing)|correct(?:ed|s|ing)?|repair(?:ed|s)?"
    r"|patch(?:ed|es)?|hotfix|prevent(?:s|ed)?|avoid(?:s|ed)?|behebt|behoben|corrigé)\b|\b(?:corrig(?:és?"
    r"|ées?|id[oa]s?)|corregid[oa]s?|corrett[oaie]|behoben|verholpen|naprawion\w+)\b|修正しました|\bbug ?fix"
    r"|^\W*(?:an? |some |several |more )?(?:\w+ )?fix(?:es)? for\b"
    r"|\bfixed\W*$|,\s*fixed\b|\bfixes (?:an?|the|some) |\b(?:an? )?(?:bug|issue|problem|error"
    r"|regression)s? (?:where|that|when|with|in|which|causing|preventing)\b"
    r"|\bno longer (?:crash|fail|break|throw|freeze|flicker|disappear|lose|show|cause|duplicate|hang"
    r"|reset|overlap|time)\w*|\bwas(?:n[’']t| not) (?:work|show|load|sav|updat|display|render"
    r"|being)\w*|\bcrash(?:es|ed|ing)?\b|\brace conditions?\b|\bregressions?\b|\bproperly\b"
    r"|\bcorrectly\b|\bnow works? again\b|\bincorrect(?:ly)?\b|\bdid(?:n[’']t| not) (?:work|show|load"
    r"|save)|\bmemory leak"
    r"|\bwrong\b|\bbroken\b|^\W*missing\b|\bgracefully\b|\b(?:shown|sent|listed|counted|charged) twice\b",
    re.IGNORECASE,
)
_FEATURE = re.compile(
    r"^\W*(?:\w+:\s*)?(?:add(?:s|ed|ing)?|new|introduc(?:e|es|ed|ing)|implement(?:s|ed)?|launch(?:ed"
    r"|ing)?|announc(?:ing|ed)|meet|say hello|hello|support(?:s|ed)? (?:for )?|create(?:d)?|ship(?:ped"
    r"|ping)?|neu|nouveau|nuevo|allow(?:s|ed|ing)?|enable(?:s|d)?|you can now|bring your own|first)\b"
    r"|\b(?:you|users|admins|teams|agents|customers|members|managers) can (?:now )?\b"
    r"|\bnow (?:available|supports?|in beta|live|possible|generally)\b|\bis here\b|\bnow you can\b"
    r"|\bsupport for\b|\bintegration\b|\bbeta\b|\ba new\b|\bbrand[- ]new\b",
    re.IGNORECASE,
)
_IMPROVEMENT = re.compile(
    r"^\W*(?:\w+:\s*)?(?:improv(?:e|ed|es|ing|ements?)|enhanc(?:e|ed|es|ements?)|updat(?:e|ed|es|ing)"
    r"|upgrad(?:e|ed|es|ing)|optimi[sz](?:e|ed|es|ing|ations?)|redesign(?:ed|ing)?|rework(?:ed)?"
    r"|refresh(?:ed)?|revamp(?:ed)?|rewr(?:ote|itten)|speed(?:ed|s)? up|simplif(?:y|ied|ies)"
    r"|increas(?:e|ed|es)|reduc(?:e|ed|es)|raise[sd]?|better|faster|more|chang(?:e|ed|es)"
    r"|polish(?:ed)?|extend(?:ed|s)?|expand(?:ed|s)?|streamlin\w+|clean(?:er|ed)|tweak(?:s|ed)?|minor"
    r"|major|separate|make|made)\b"
    r"|\bimprov(?:ed|ements?)\b|\b\d+(?:\.\d+)?(?:x|%|×) (?:faster|quicker|smaller)\b"
    r"|\bredesign(?:ed)?\b|\brework\b|\b(?:is|are) now (?:\w+ )?(?:faster|easier|quicker|cleaner"
    r"|clearer|larger|sortable)\b|\bupdate\b|\bfaster\b|\b(?:twice|half|\w+ times) as (?:fast|quick"
    r"|long|many|much)|\bmore (?:\w+ )?available\b|\bv[2-9]\b|\btweaks\b|\bupgraded\b",
    re.IGNORECASE,
)


_VULNERABILITY = re.compile(r"\bvulnerabilit|\bcve-\d", re.IGNORECASE)


@lru_cache(maxsize=16384)
def category(heading: str) -> str | None:
    """The kind a category heading such as `Bug Fixes` announces, or None when it is no such heading."""
    if (pictured := _PICTURES.get(heading.strip().rstrip("\ufe0f"))) is not None:
        return pictured
    text = re.sub(r"[\U0001F000-\U0001FAFF☀-➿️]", "", heading).strip(" :.")
    if len(text.split()) > 5:
        return None
    return next((kind for kind, pattern in _CATEGORY if pattern.match(text)), None)


def kind_of(title: str, text: str = "", section: str | None = None) -> str:
    """The kind of an entry with this title, body and section kind."""
    kind = _titled(title, section)
    if kind is None:
        return "security" if _VULNERABILITY.search(text[:400]) else "feature"
    return kind


@lru_cache(maxsize=16384)  # a changelog is read again with every entry added to it
def _titled(title: str, section: str | None) -> str | None:
    if section in {"security", "other", "pricing"}:
        return section
    for kind, pattern in (("security", _SECURITY), ("deprecation", _DEPRECATION), ("other", _OTHER)):
        if (
            pattern.search(title)
            and not (kind == "deprecation" and _NOT_REMOVAL.search(title))
            and not (section == "fix" and kind == "other")
        ):
            return kind
    if section != "fix" and _PRICING.search(title) and not _FIX.search(title):
        return "pricing"
    if section == "fix":
        return (
            "improvement" if re.search(r"\bnow supports?\b|\byou can now\b", title, re.IGNORECASE) else "fix"
        )
    if section in {"feature", "improvement", "deprecation"}:
        return _within(title, section)
    return _plain(title)


def _within(title: str, section: str) -> str:
    """A fix listed among improvements stays a fix, an addition among changes an addition."""
    if re.match(r"^\W*(?:bug ?)?fix(?:e[sd])?\b", title, re.IGNORECASE):
        return "fix"
    if section == "improvement" and _FEATURE.search(title):
        return "feature"
    return section


def _plain(title: str) -> str | None:
    if _FIX.search(title) and not re.match(r"^\W*(?:add|new|introduc)", title, re.IGNORECASE):
        return "fix"
    if _IMPROVEMENT.search(title) or (
        _NOT_REMOVAL.search(title) and re.match(r"^\W*remov", title, re.IGNORECASE)
    ):
        return "improvement"
    return "feature" if _FEATURE.search(title) else None
