"""The thing an entry is about, as a short phrase: lower case, one to six words, head noun last."""

from __future__ import annotations

import re
from functools import lru_cache

_DECORATION = re.compile(r"[\U0001F000-\U0001FAFF☀-➿️‍]|\(?#\d+\)?|\([^)]*\)|\[[^\]]*\]|@[\w-]+|`")
_LEADING = re.compile(
    r"^(?:(?:ability|option|support)\s+(?:to|for)\s+|(?:allow|let|enable)(?:s"
    r"|ed)?\s+(?:\w+\s+){1,2}to\s+\w+\s+"
    r"|(?:sunsett?|retir|discontinu)ing\s+|(?:in|on|during|when"
    r"|for)\s+[^,]{3,40},\s+(?:let users \w+ )?|(?:don[’']t|do not|no longer)\s+\w+\s+|(?:load|store"
    r"|show|display|send|enforce|require|use|handle|prevent|avoid|switch to|let users|include"
    r"|allow specifying)\s+|(?:new|added|improved|fixed|changed|beta|feature|update|cli|api|security"
    r"|deprecated)\s*[:–—-]\s+|"
    r"(?:we(?:[’']ve| have)?|you|users|admins|teams|agents|customers|members|everyone)\s+(?:can|could"
    r"|are able to|may)\s+(?:now\s+)?|you can now\s+|now you can\s+|we(?:[’']ve"
    r"| have)? (?:just )?(?=\w+ed\b)|introducing|introduces?|announcing|meet|say hello to|hello,?|"
    r"(?:add(?:s|ed|ing)?|implement(?:s|ed|ing)?|support(?:s|ed|ing)?|launch(?:ed|ing)?|release[sd]?"
    r"|creat(?:e|ed)|provide[sd]?|include[sd]?|ship(?:ped)?|enabl(?:e|ed|es)|allow(?:s|ed)?)\s+(?=\S)|"
    r"(?:fix(?:e[sd])?|resolv(?:e|ed)|correct(?:ed)?|improv(?:e|ed|es|ements?)|enhanc(?:e|ed)"
    r"|updat(?:e|ed|es)|upgrad(?:e|ed)|optimi[sz](?:e|ed)|redesign(?:ed)?|rework(?:ed)?|refresh(?:ed)?"
    r"|simplif(?:y|ied)|chang(?:e|ed)|remov(?:e|ed|ing)|drop(?:ped|s)?(?: support (?:for|of))?"
    r"|deprecat(?:e|ed|ing)|bump(?:ed)?|rename[sd]?)\s+(?:to\s+|in\s+)?|"
    r"(?:a|an|the|our|your|their|its|all|some|new|brand-new|existing|missing|initial|basic|full|more"
    r"|support for|issue with|bug in|issue in|issue where|bug where|crash in|problem with)\s+)",
    re.IGNORECASE,
)
_NEW_THING = re.compile(
    r"^new (?P<kind>integration|feature|template|widget|report|view|plugin|endpoint"
    r"|command)s?\s*[:–—-]\s*(?P<what>.+)$",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"^(?P<verb>edit|export|import|schedule|share|filter|sort|search|merge|clone|archive|assign|track"
    r"|preview|embed|manage|customi[sz]e|translate|duplicate|transfer|restore|delete|invite|upload"
    r"|download|approve|tag|group|pin|mute|snooze|automate|forward|record|sign|sync|connect)\s+"
    r"(?:and \w+ )?(?:their |your |the |existing |multiple |any |all |a "
    r"|an )*(?P<what>[\w-]+(?: [\w-]+){0,2}?)(?=$|\s+(?:to|from|in|on|with|by|as|for|into|via|at|using"
    r"|directly|across|without|between)\b|[,.;:!(–—])",
    re.IGNORECASE,
)
_SUBJECT = re.compile(  # `Drivers can`, `Site managers are now able to`: who may do it is not what it is
    r"^(?:(?:[\w'’-]+\s+){0,3}?(?:[\w-]{2,}s|people|staff|everyone|anyone|everybody|men|women)|you|we)\s+"
    r"(?:can|could|may|are (?:now )?able to|(?:now )?get to|will be able to)\s+(?:now\s+|also\s+)?",
    re.IGNORECASE,
)
_DONE = re.compile(  # what somebody can do: a verb and its object
    r"^(?P<verb>[a-z]{3,12})\s+(?!(?:to|with|for|on|in|at|from)\b)(?:and \w+ )?(?:(?:their|your|the|a|an"
    r"|any|all|several|multiple|existing|own|saved|past|each"
    r"|every)\s+)*(?P<what>[\w-]+(?: [\w-]+){0,2}?)(?=$|\s+(?:to|from|in|on|with|by|as|for|into|via|at"
    r"|using|and|or|when"
    r"|directly|across|without|between|before|after|right|straight|themselves|yourself|while|so|that"
    r"|without)\b|[,.;:!(–—])",
    re.IGNORECASE,
)
_OWNING = re.compile(  # verbs that say only that the thing is there
    r"(?:see|view|use|have|get|find|create|add|make|receive|read|open|access|show|enjoy|try|do|take|build|set)$"
)
_FAULT = re.compile(  # after `Fix`: what was wrong with the thing
    r"^(?:(?:vanish(?:ed|ing)|missing|broken|wrong|incorrect|misaligned|misplaced|truncated|stuck|frozen"
    r"|flickering|stale"
    r"|lost|failing|failed|hanging|crashing|garbled|clipped|overlapping|inconsistent|invisible|unreadable"
    r"|unresponsive"
    r"|disappear(?:ed|ing)|corrupt(?:ed)?|orphaned|erroneous|unexpected|excessive|jumping|rare|occasional"
    r"|intermittent|duplicated?|doubled)\s+)+",
    re.IGNORECASE,
)
_FIXED = re.compile(
    r"^(?:\w+:\s*)?(?:fix(?:e[sd]|ing)?|resolv(?:e|es|ed)|correct(?:s|ed)?|repair(?:s|ed)?)\b", re.IGNORECASE
)
_CUT = re.compile(
    r"\s+(?:so|that|which|when|where|while|to|by|using|via|with|without|within|from|as|if|because"
    r"|instead|now|is|are|was|were|has|have|had|can|will|also|on|at|into|per|across|during|through"
    r"|after|before|than|based|powered|here|available|and (?:more|improved|new)|upgraded|supports?"
    r"|gets?|got|use|uses|let|lets|allows?)\b.*$|[,;:!?.](?:\s.*)?$|\s[–—-]\s.*$",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"^(?P<head>.+?)\s+(?:for|of|in|inside)\s+(?:the |your |our |all |every |a |an )?(?P<of>[^\s].*)$",
    re.IGNORECASE,
)
_GERUNDS = {
    "schedule": "scheduling", "share": "sharing", "merge": "merging", "clone": "cloning", "tag": "tagging",
    "archive": "archiving", "manage": "management", "automate": "automation", "translate": "translation",
    "customize": "customization", "customise": "customisation", "mute": "muting",
    "duplicate": "duplication", "restore": "restoring", "delete": "deletion", "invite": "invites",
    "import": "import", "export": "export", "search": "search", "transfer": "transfer", "sync": "sync",
    "upload": "upload", "download": "download", "preview": "preview", "embed": "embedding",
    "snooze": "snoozing", "assign": "assignment", "change": "change", "reject": "rejection",
    "request": "requests", "pay": "payment", "book": "booking", "approve": "approval", "update": "updates",
    "review": "review", "reply": "replies",
}  # fmt: skip


@lru_cache(maxsize=16384)  # a changelog is read again with every entry added to it
def capability(title: str, kind: str) -> str | None:
    """The capability a title names, or None when it names none (chores, bare prices)."""
    if kind == "other":
        return None
    text = " ".join(
        _DECORATION.sub(" ", title).replace('"', "").replace("“", "").replace("”", "").split()
    ).strip(" .:!")
    if match := _NEW_THING.match(text):
        return _finish(f"{match['what']} {match['kind']}")
    return _finish(_phrase(text))


def _phrase(text: str) -> str:
    if match := _SUBJECT.match(text):
        text = text[match.end() :]
        if (done := _DONE.match(text)) and not _ACTION.match(text):
            return _deed(done["verb"].lower(), done["what"])
    mended = bool(_FIXED.match(text))
    for _ in range(6):
        shorter = _LEADING.sub("", text, count=1)
        if shorter == text or not shorter:
            break
        text = _FAULT.sub("", shorter) or shorter if mended else shorter
        if match := _ACTION.match(text):
            return f"{_singular(match['what'])} {_gerund(match['verb'].lower())}"
    if match := _ACTION.match(text):
        return f"{_singular(match['what'])} {_gerund(match['verb'].lower())}"
    whole = re.split(r"\s+(?:[–—-])\s+|[:;]\s", text)[0]
    cut = _CUT.sub("", whole) or whole
    if match := _LINKED.match(cut):
        head, of = match["head"], _CUT.sub("", match["of"])
        return (
            f"{_singular(of)} {head}"
            if len(f"{of} {head}".split()) <= 5 and of.lower() not in {"everyone", "all", "you", "beta"}
            else head
        )
    return cut


def _deed(verb: str, what: str) -> str:
    """What can be done with a thing: `route template change`; the thing itself where it is only there."""
    return what if _OWNING.match(verb) else f"{_singular(what)} {_gerund(verb)}"


def _gerund(verb: str) -> str:
    if verb in _GERUNDS:
        return _GERUNDS[verb]
    if re.fullmatch(r"[^aeiou]+[aeiou][bdgmnprt]", verb):
        return f"{verb}{verb[-1]}ing"  # swap, swapping
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{verb}ing"


def _singular(words: str) -> str:
    """A noun before another noun stands in the singular."""
    if re.search(r"(?:ss|us|is|news|analytics|sms|dns|os)$", words, re.IGNORECASE):
        return words
    if words.endswith("ies") and len(words) > 5:
        return words[:-3] + "y"
    return re.sub(r"(?<=[a-z])s$", "", re.sub(r"(?<=ss|sh|ch)es$|(?<=x)es$", "", words))


def _finish(phrase: str) -> str | None:
    words = re.findall(r"[\w][\w./+#'’-]*|&", phrase.lower())
    words = [w.strip(".'’") for w in words]
    while words and words[0] in {"a", "an", "the", "your", "our", "new", "and"}:
        words = words[1:]
    while words and words[-1] in {"and", "or", "for", "of", "the", "a", "to", "in", "&", "with", "support"}:
        words = words[:-1]
    if not words or not any(re.search(r"[^\W\d_]", w) for w in words):
        return None
    return " ".join(words[-6:] if len(words) <= 8 else words[:6])
