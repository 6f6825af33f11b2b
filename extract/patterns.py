"""The words that classes, ids and styles of real pages are made of, by what they tell.

They see at most a thousand characters of an attribute: a hostile page costs no more than a long one.
"""

from __future__ import annotations

import re

NAV = re.compile(
    r"""(?:^|\s)(?:(?:[\w-]*[-_])?(?:(?:top|main|sub|side|foot|site|global|primary)?nav|navbar|navigation|menubar
    |mega-?menu|main-?menu|mobile-?menu|(?:bread)?crumbs?|topbar
    |site-header|pagination|table-of-contents|skip-link)(?:[-_][\w-]*)?
    |(?!(?:has|with|no)-)(?:\w+-)?toc(?:-(?:container|list|wrapper|nav|menu|box|title))?)(?=\s|$)""",
    re.VERBOSE | re.IGNORECASE,
)
TABS = re.compile(r"nav-(?:tabs?|pills?)\b", re.IGNORECASE)  # Bootstrap's tab strips stand in the content
FOOTER = re.compile(
    r"""(?:^|\s)(?:[^\W_]+[-_]{1,2})*(?:footer|colophon|fu(?:ss|ß)(?:zeile|bereich)|pied-?de-?page
    |pie-?de-?pagina
    |rodape|stopka|paticka|sidfot|bunntekst)(?:[-_][\w-]*)?(?=\s|$)""",
    re.VERBOSE | re.IGNORECASE,
)
# The head and foot of a part of the page, not of the page.
_PART = r"""(?:card|modal|panel|dialog|popup|drawer|entry|post|article|story|table|section|block|box|tile|plan
    |tier|pric(?:e|ing)|product|feature|form|list|item|group|quote|testimonial|review|message|comment|media|figure
    |widget|accordion|tab|column|row|hero|slide|doc%s)s?[-_]{1,2}(?:[^\W_]+[-_]{1,2})?"""
PART_HEADER = re.compile(_PART % "" + "header", re.VERBOSE | re.IGNORECASE)
PART_FOOTER = re.compile(
    _PART % "|with|has|before|above|pre|no|sticky|fixed|mobile" + "(?:footer|colophon)",
    re.VERBOSE | re.IGNORECASE,
)
CONSENT = re.compile(
    r"""cookie-?(?:bar|banner|box|notice|consent|law|popup|modal|dialog|overlay|message|info|hinweis|wall|bot|yes
    |manager|disclaimer|policy-?bar)|(?:banner|bandeau|aviso|notice|hinweis)-?(?:de-?)?cookies?
    |(?:consent|gdpr|ccpa|privacy)-?(?:bar|banner|box|notice|popup|modal|dialog|overlay|manager|wall)
    |onetrust|usercentrics|uc-(?:banner|default|wall|central)|didomi|truste-|osano|cc-(?:window|banner)
    |cky-(?:consent|modal|overlay)|tarteaucitron|cookiebot|klaro|iubenda-cs|qc-cmp|borlabs|cmplz|moove_gdpr""",
    re.VERBOSE | re.IGNORECASE,
)
CONSENT_WORD = re.compile(r"cookie|consent|gdpr|ccpa|privacy", re.IGNORECASE)
AGREES = re.compile(
    r"""\W*(?:i\s+)?(?:accept|agree|allow|got\ it|ok(?:ay)?\b|reject|decline|deny|(?:only|strictly)\ necessary
    |necessary\ only|understood|(?:alle\s+)?(?:akzeptieren|ablehnen|zulassen)|einverstanden
    |(?:tout\s+)?(?:accepter|refuser)|j.accepte|acept|rechaz|accett|rifiut|aceit|recus|rejeit|akkoord|weiger|godk
    |till[åa]t|hyv[äa]ksy|akcept|zaakcept|souhlas|p[řr]ijmout|同意|接受)""",
    re.VERBOSE | re.IGNORECASE,
)
SKIP_LINK = re.compile(r"\W*(?:skip|jump)\b.{0,40}\b(?:content|main|navigation|nav)\b", re.IGNORECASE)
CALL = re.compile(
    r"""(?:learn|read|see|view|show|discover|explore|know|find\ out)\ (?:more|all|how|why|details)\b
    |(?:see|watch)\ it\ (?:live|in\ action)\b
    |(?:read|see|view|explore)\ (?:(?:the|our)\ \w+|prices|pricing|plans|docs|features|demo)\b
    |get\ (?:started|in\ touch|a\ demo|a\ quote|the\ (?:app|guide|report))\b
    |(?:start|try)\ (?:now|free|it|for\ free|today|a\ |your\ )|sign\ (?:up|in)\b|log\ ?in\b|register\b
    |(?:book|request|schedule)\ (?:a|an|your|my)\b|(?:contact|call|talk\ to)\ (?:us|sales|support)\b
    |watch\ (?:the\ |a\ )?(?:demo|video|tour)\b|download\b|(?:buy|order)\ now|subscribe\b|join\ (?:us|now)\b
    |share\ (?:this|on|via)\b|edit\ (?:this\ page|on\ \w+)|view\ (?:page\ )?source|more\ (?:about|for|on)\b
    |mehr\ (?:erfahren|lesen|infos?)|jetzt\ \w+|weiterlesen|en\ savoir\ plus|lire\ (?:la\ suite|plus)
    |d[ée]couvrir\b|essayer\b|(?:saber|leer|ver)\ m[áa]s|scopri\ di\ pi[ùu]|leggi\ tutto|lees\ meer
    |meer\ informatie|l[äa]s\ mer|saiba\ mais""",
    re.VERBOSE | re.IGNORECASE,
)
CALL_WORDS = 6
ANNOUNCEMENT = re.compile(
    r"(?:announcement|promo|notification|notice|alert|top|sale)[-_]?(?:bar|banner|strip|ribbon)"
    r"|\bannouncement\b|dismiss[ai]ble",
    re.IGNORECASE,
)
TESTIMONIAL = re.compile(
    r"(?:^|[\s_-])(?:testimonials?|reviews?|quotes?|customer-stor(?:y|ies)|pull-?quote)(?=[\s_-]|$)",
    re.IGNORECASE,
)
QUOTE_FORM = re.compile(r"(?:get|request|free|instant)[-_]?(?:a[-_])?quote|quote[-_]?form", re.IGNORECASE)
ASIDE = re.compile(
    r"""(?:^|[\s_-])(?:sidebar|related(?:posts?|articles?)?|newsletter|author-(?:bio|box|card|info|profile)
    |(?:about|post)-author|share|sharedaddy|addtoany|social-links|comments|last-?mod(?:ified)?|last-?updated|d-print-none|no-?print)(?=[\s_-]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
BUTTON = re.compile(
    r"(?:^|[\s_-])(?:btn|button|cta|bouton|bot[oó]n|bot[aã]o|knopf|pulsante)(?=[\s_-]|$)|(?:^|\s)[\w-]*(?:Button|Btn)(?:[_-]|(?=\s|$))",
    re.IGNORECASE,
)
LINK_BUTTON = re.compile(
    r"(?:^|\s)(?:primary|secondary|action)(?=\s|$)|(?:^|[\s_-])tab-?link(?=[\s_-]|$)", re.IGNORECASE
)
STYLE_BUTTON = (re.compile(r"padding", re.I), re.compile(r"background|border-radius", re.I))
UTILITY_BUTTON = (re.compile(r"\brounded"), re.compile(r"\b(?:bg-|border\b|ring-)"), re.compile(r"\bpx-"))
READERS_ONLY = re.compile(
    r"""(?:^|\s)(?:[\w-]*[-_])?(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|screen-only|a11y-hidden
    |assistive-text|offscreen|element-invisible)(?=[\s_]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
CLONE = re.compile(
    r"(?:^|\s)(?:slick-cloned|swiper-slide-duplicate|cloned|clone|splide__slide--clone)(?=\s|$)"
)
SLIDE = re.compile(
    r"(?:^|\s)(?:[\w-]+[-_])?(?:slide|carousel-item|carousel-cell|flickity-cell)(?=\s|$)", re.IGNORECASE
)
SMALL_SCREENS = re.compile(
    r"""(?:^|\s)(?:(?:sm|md|lg|xl):hidden|d-(?:sm|md|lg|xl)-none|(?:[a-z]+-)?(?:hidden|hide)-(?:on-)?(?:md|lg|desktop)(?:-up)?
    |(?:mobile|small|phone)-only|(?:only|for)-(?:mobile|small)|(?:[\w-]*[-_])?(?:display|view)-mobile
    |(?:[\w-]*[-_])?(?:sp[-_]?only|only[-_]sp|pc[-_](?:none|hid(?:e|den)))|show-(?:for-|on-)?(?:mobile|small)(?:-only)?
    |visible-xs(?:-\w+)*|visible-(?:on-)?mobile|is-hidden-(?:tablet|desktop))(?=\s|$)""",
    re.VERBOSE,
)
UTILITY_HIDDEN = re.compile(
    r"(?:^|\s)(?:hidden|d-none|is-hidden|element-hidden|hide|u-hidden|invisible|w-condition-invisible)(?=\s|$)"
)
# Messages and empty states that only a script shows; loading screens; dialogs that are not open.
NOT_NOW = re.compile(
    r"""(?:^|\s)(?:w-form-(?:done|fail)|w-dyn-(?:empty|bind-empty)|wpcf7-response-output|mc4wp-response
    |(?:pre|page-)?loader|loading(?:-(?:screen|overlay|spinner))?|spinner)(?=\s|$)""",
    re.VERBOSE,
)
MODAL = re.compile(r"(?:^|\s)modal(?=\s|$)")
MODAL_OPEN = re.compile(r"(?:^|\s)(?:show|in|open|active|is-(?:open|active|visible))(?=\s|$)")
ANIMATED = re.compile(
    r"(?:^|\s)(?:wow|aos-[\w-]+|animate__?[\w-]*|animated?|reveal[\w-]*|fade-?[\w-]*|js-animate|scroll-[\w-]+)(?=\s|$)",
    re.IGNORECASE,
)
ANIMATION_DATA = frozenset(
    {"data-aos", "data-animate", "data-animation", "data-scroll", "data-sal", "data-w-id"}
)
SHOWN_ELSEWHERE = re.compile(
    r"""(?:^|\s)(?:(?:xs|sm|md|lg|xl|2xl):(?:block|flex|grid|inline|table|contents|flow-root
    |list-item|visible|not-sr-only)
    |(?:group-hover|peer-checked|hover|group-focus|focus|open|group-open|data-\[[^\]]*\]):
    |d-(?:sm|md|lg|xl)-(?:block|flex|inline|grid|table))""",
    re.VERBOSE,
)
ICON_FONT = re.compile(r"(?:^|\s)material-(?:icons|symbols)", re.IGNORECASE)
STYLE_HIDDEN = re.compile(
    r"""display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px)?\s*(?:;|!|$)
    |(?:left|top|right|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?\b|clip-path\s*:\s*inset\(\s*(?:50|100)%""",
    re.VERBOSE | re.IGNORECASE,
)
STYLE_INVISIBLE = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)
STYLE_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
CLASS_BLOCK = re.compile(r"(?:^|\s)(?:d-)?(?:block|flex|grid|table|list-item)(?=\s|$)")
BOXES = re.compile(
    r"(?:^|\s)(?:[a-z]+:)?(?:d-|inline-)?(?:flex|grid)(?=\s|$)|(?:^|\s)(?:gap|space-x)-", re.IGNORECASE
)
CHIP = re.compile(
    r"(?:^|[\s_-])(?:badge|pill|tag|chip|label|eyebrow|kicker|icon|tooltip)(?=[\s_-]|$)", re.IGNORECASE
)
CALLOUT = re.compile(
    r"(?:^|[\s_-])(?:callout|admonition|note|tip|warning|info|alert|pull-?quote|highlight)(?=[\s_-]|$)",
    re.IGNORECASE,
)
HINT = re.compile(
    r"(?:^|[\s_-])(?:help|hint|helper|required|error|field-description)(?=[\s_-]|$)", re.IGNORECASE
)
TITLE = re.compile(
    r"(?:^|[\s_-])(?:title|heading|headline|plan-name|tier-name|question)(?=[\s_-]|$)", re.IGNORECASE
)
YES = re.compile(r"check|tick|\byes\b|\bok\b|included|✓|✔", re.IGNORECASE)
NO = re.compile(
    r"cross|times|\bx(?:-mark|-circle)?\b|close|\bno\b|not[ -]included|minus|dash|\bremove\b|\bban\b|✗|✕",
    re.IGNORECASE,
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
