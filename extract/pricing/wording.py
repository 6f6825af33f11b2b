"""The words around a price: free, on request, savings, extras, list prices, shares of a sale.

As in `terms`, a language that is missing leaves something unread rather than read wrongly.
"""

from __future__ import annotations

import re

FREE = re.compile(
    r"(?:always |100% |completely |totally )?(?:free|gratis|kostenlos|gratuit|gratuito|grátis|ilmainen"
    r"|darmowy|zdarma|無料|무료|免费|no cost|no charge)"
    r"(?: forever| for ever| for life| of charge| to use| always| plan| (?:and|&) open[- ]source"
    r"| tier)?(?:,? (?:for (?:up to )?.{1,40}|no credit card.*|forever))?[.!*]?$",
    re.IGNORECASE,
)
FREE_BESIDE = re.compile(
    r"(?:free\s*[-–—|:]\s*(?P<name>[^\W\d]\w*(?: \w+)?)"
    r"|(?P<named>[^\W\d]\w*(?: \w+)?)\s*[-–—|:(]\s*free(?: forever| for .{1,30})?\)?)$",
    re.IGNORECASE,
)
CUSTOM = re.compile(
    r"(?:custom(?:i[sz]ed)?(?: (?:pricing|price|quote|plan))?|(?:please )?contact(?: us| sales"
    r"| our (?:sales )?team| our sales)?(?: for (?:a )?(?:custom )?(?:pricing|prices?|quote|details"
    r"|enterprise pricing))?"
    r"|let[’']?s (?:talk|chat)|(?:talk|speak|chat) (?:to|with) (?:us|sales|an expert"
    r"|our (?:sales )?team)(?: for .{1,20})?|(?:get|request|ask for) (?:a )?(?:custom )?(?:quote"
    r"|pricing|price)"
    r"|(?:price|pricing|available)? ?(?:up)?on request|by quote|quote(?: only| based)?"
    r"|bespoke(?: pricing)?|tailored(?: pricing)?|call us|call for (?:pricing|price|quote)"
    r"|p\.?o\.?a\.?"
    r"|ask(?: us)?(?: for (?:a )?(?:price|pricing|quote))?|inquire|enquire|volume pricing"
    r"|individual(?:ly)?(?: priced| pricing)?|talk to sales|contact"
    r"|(?:preis )?auf anfrage|individuell(?:er preis)?|kontaktieren sie uns|kontakt|sur (?:devis"
    r"|demande|mesure)|(?:nous )?contacte[zr](?:-nous)?|a medida|a consultar|consultar|contáctanos"
    r"|contactar|su richiesta|contattaci|op aanvraag|op maat|neem contact op|sob consulta|offert"
    r"|kontakta oss|parl(?:are|a|i) con (?:noi|le vendite)"
    r"|(?:habl(?:ar?|e|emos)|contactar) con (?:ventas|nosotros|el equipo)"
    r"|fal(?:e|ar?) (?:com|conosco)(?: (?:vendas|a equipe))?"
    r"|precio a consultar|prijs op aanvraag|prezzo su richiesta|(?:mit (?:dem )?vertrieb|mit uns) sprechen"
    r"|sprechen sie (?:mit )?uns(?: an)?|parler (?:à|aux|avec) .{1,20}|(?:ta )?kontakt(?: oss| os)?"
    r"|(?:pris )?på (?:forespørsel|förfrågan|forespørgsel)|efter offert"
    r"|お問い?合わせ(?:ください)?|要相談|個別見積(?:もり)?|문의(?:하기)?|联系我们|聯絡我們)"
    r"[.!…→›»>* ]*$",
    re.IGNORECASE,
)
NAMED = re.compile(r"(?P<name>[^:|–—]{2,40}?)\s*(?::|\||\s[-–—])\s+(?P<said>\S.{2,40})$")
DEMO = re.compile(
    r"(?:book|request|schedule|get|see) (?:a |your )?(?:demo|call|meeting|consultation)\b.{0,12}$",
    re.IGNORECASE,
)
TRIAL = re.compile(
    r"\btrial\b|\bprobe(?:zeit|version|abo)?\b|\bessai\b|\bprueba\b|\bproefperiode\b|\bkokeilu", re.IGNORECASE
)
NOT_A_PRICE_BEFORE = re.compile(
    r"(?:\bup to\b|\bsav(?:e|es|ed|ing|ings)\b(?: up to| of| over)?|\bworth\b|\bbonus\b|\bcash ?back\b"
    r"|\braised\b|\bget\b|\bearn\b|\bcredits? of\b|\bvalued? (?:at|of)?\b|(?<![^\W\d_]\s)[-–−]\s?"
    r"|\bsparen\b(?: sie)?|\béconomisez\b|\bahorra\b|\bbudget(?: of)?\b|\brevenue\b.*|\bover\b"
    r"|\bmore than\b|\bdiscount\b.*|\brabatt\b|\bmrr\b|\barr\b)\s*$",
    re.IGNORECASE,
)
NOT_A_PRICE_AFTER = re.compile(
    r"\s*(?:off\b|discount|in (?:free )?credits?\b|(?:free |account |usage |api )?credits?\b|worth\b"
    r"|saved\b|savings?\b|value\b|cheaper|less\b|million\b|billion\b|bn\b|b\b|m\b(?!o)"
    r"|k\+?\s*(?:mrr|arr)|mrr\b|arr\b|rabatt|gespart"
    r"|in (?:annual |lost |yearly )?(?:loss(?:es)?|damages?|revenue|funding|sales|arr|mrr)"
    r"|de (?:remise|réduction)|de descuento|sconto|korting)",
    re.IGNORECASE,
)
EXTRA = re.compile(
    r"\b(?:extra|additional|add(?:itional)?-?on|overage|beyond|thereafter|set-?up|onboarding"
    r"|implementation|activation|then|plus|afterwards|every further|each further|zusätzlich\w*"
    r"|supplémentaire\w*|adicional\w*)\b|\+\s*$",
    re.IGNORECASE,
)
FREE_FIRST = re.compile(  # `First 1,000 free, then $0.20 per 1,000`
    r"\b(?:free|gratis|kostenlos|gratuits?|inklusive)\b[\s,;]*(?:and )?(?:then|after that|dann|puis|luego)\b",
    re.IGNORECASE,
)
EQUIVALENT = re.compile(
    r"(?:\bbilled\b|\bbilling\b|\btotal(?:s|ling)?\b|\bequal(?:s)?(?: to)?\b|\bequivalent\b"
    r"|\bthat[’']s\b|\bi\.e\.\b|=|≈|~|\bjust\b|\bonly\b(?= \W?\d+[.,]?\d* ?\W? ?(?:/|per) ?day)"
    r"|\bcharged\b|\bpaid as\b|\binvoiced\b|\bsoit\b|\bentspricht\b|\beffectively\b"
    r"|\babgerechnet\b)[\s:]*(?:as |at |an? )?(?:annual(?:ly)?|yearly|monthly|jährlich)?[\s:]*(?:as "
    r"|at |of |just |only )*$",
    re.IGNORECASE,
)
BILLED_AFTER = re.compile(
    r"\s*(?:\b(?:total|in total)\b|(?:is |will be )?(?:billed|charged|invoiced|due"
    r"|payable)\b(?! monthly)|equivalent|effective)",
    re.IGNORECASE,
)
WAS = re.compile(
    r"(?:\bwas|\bregular(?:ly)?(?: price)?|\binstead of|\bnormally|\busually|\blist price|\brrp"
    r"|\bstatt|\bau lieu de|\ben lugar de|\binvece di|\bi\.s\.o\.|\bin plaats van)\W*$",
    re.IGNORECASE,
)
SHARE_OF = re.compile(
    r"\s*(?:\+\s*\S*\d|(?:per|/|pro|par|por)\s*(?:\w+\s)?(?:transaction|sale|order|booking|payment"
    r"|charge|ticket|payout|transaktion)|of\s+(?:(?:the|your|each|every|all|total|gross|net|tracked"
    r"|monthly|processed)\s)*(?:revenue|sales|volume|transactions?|gmv|spend|payments?|order|booking"
    r"|income|sale)"
    r"|(?:transaction|commission|platform|processing|service|booking)\b|fees?\b)",
    re.IGNORECASE,
)
COPULA_BEFORE = re.compile(r"\b(?:is|are|was|were|equals?)\s*$", re.IGNORECASE)
VERB_AFTER = re.compile(r"\s*(?:is|are|was|will|would|could|can|we|you|they|gets?|buys?)\b", re.IGNORECASE)
VERBS = re.compile(
    r"\b(?:charges?|we|you|your|our|they|i|how|why|what|when|who|saved?|saves|saving|spend|spent|spending|paid"
    r"|paying|raised?|made|make|grew|grow|earn(?:ed|s)?|cut|cuts|reduced?|lost|cost|costs|won|sold"
    r"|includes?|including|invest(?:ed|ment)?|revenue|orders?|transactions (?:over|under)|refund"
    r"|donat\w+|funding|salary)\b",
    re.IGNORECASE,
)
