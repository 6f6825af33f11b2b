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
    r"(?:please )?(?:(?:(?:custom(?:i[sz]ed)?|bespoke|tailored|individual|special|negotiated) (?:rates?"
    r"|fees?|terms|prices?|pricing"
    r"|quotes?)|custom(?:i[sz]ed)?(?: plan)?)|contact(?: us| sales"
    r"| our (?:sales )?team| our sales)?(?: for (?:a )?(?:custom )?(?:pricing|prices?|quote|details"
    r"|enterprise pricing))?"
    r"|let[’']?s (?:talk|chat)|(?:talk|speak|chat) (?:to|with) (?:us|sales|an expert"
    r"|our (?:sales )?team)(?: for .{1,20})?|get in touch(?: with us)?|(?:get|request"
    r"|ask(?: us)? for) (?:a |your )?(?:custom )?(?:quote"
    r"|pricing|price|proposal)"
    r"|(?:price|pricing|available)? ?(?:up)?on request|by quote|quote(?: only| based)?"
    r"|bespoke(?: pricing)?|tailored(?: pricing)?|call us|call for (?:pricing|price|quote)"
    r"|p\.?o\.?a\.?"
    r"|ask(?: us)?(?: for (?:a )?(?:price|pricing|quote))?|inquire|enquire|volume pricing"
    r"|individual(?:ly)?(?: priced| pricing)?|talk to sales|contact"
    r"|(?:preis )?(?:auf anfrage|nach (?:vereinbarung|absprache|aufwand))|individuell(?:er preis|es angebot)?"
    r"|angebot (?:anfordern|einholen)|kontaktieren sie uns|kontakt"
    r"|(?:prix |tarif )?sur (?:devis|demande|mesure)|(?:nous )?contacte[zr](?:-nous)?|demande[rz] un devis"
    r"|a medida|a consultar|consultar|contáctanos"
    r"|(?:solicitar?|solicite|pedir|pide) (?:un )?(?:presupuesto|cotización)|solicit(?:ar"
    r"|e) (?:um )?orçamento"
    r"|preço sob consulta|richied(?:i|ere) (?:un )?preventivo|preventivo(?: personalizzato)?"
    r"|offerte aanvragen|vraag (?:een )?offerte aan|(?:begär|få) (?:en )?offert|(?:be om|få et) tilbud"
    r"|pyydä tarjous"
    r"|(?:wycena|cena) indywidualna|indywidualn[ie](?: wycena)?|zapytaj o (?:cenę|ofertę)|cena do uzgodnienia"
    r"|contactar|su richiesta|contattaci|op aanvraag|op maat|neem contact op|sob consulta|offert"
    r"|kontakta oss|parl(?:are|a|i) con (?:noi|le vendite)"
    r"|(?:habl(?:ar?|e|emos)|contactar) con (?:ventas|nosotros|el equipo)"
    r"|fal(?:e|ar?) (?:com|conosco)(?: (?:vendas|a equipe))?"
    r"|precio a consultar|prijs op aanvraag|prezzo su richiesta|(?:mit (?:dem )?vertrieb|mit uns) sprechen"
    r"|sprechen sie (?:mit )?uns(?: an)?|parler (?:à|aux|avec) .{1,20}|(?:ta )?kontakt(?: oss| os)?"
    r"|(?:pris )?på (?:forespørsel|förfrågan|forespørgsel)|efter offert"
    r"|(?:価格は)?お問い?合わせ(?:ください)?|要相談|応相談|(?:個別|お)?見積(?:も?り)?|문의(?:하기)?|联系我们|聯絡我們)"
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
    r"|\bmore than\b|\bdiscount\b.*|\brabatt\b|\bmrr\b|\barr\b|\bregal(?:amos|o)(?: de)?"
    r"|\bschenken(?: wir)?(?: ihnen)?|\boffrons"
    r"|\bvoucher of|\bcapital (?:social )?(?:de|of)|\bstammkapital(?: von)?)\s*$",
    re.IGNORECASE,
)
NOT_A_PRICE_AFTER = re.compile(
    r"\s*(?:off\b|discount|in (?:free )?credits?\b|(?:free |account |usage |api )?credits?\b|worth\b"
    r"|saved\b|savings?\b|value\b|cheaper|less\b|million\w*\b|billion\b|bn\b|b\b|m\b(?!o)|crores?\b"
    r"|lakhs?\b|mi[ol]\b\.?|mrd\b\.?|milli(?:arden|ards?)\b"
    r"|millones\b|miljo\w+\b|mln\b"
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
AND = re.compile(r"(?:\+|\b(?:then|plus|dann|puis|luego|poi|daarna|sedan))\s*$", re.IGNORECASE)
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
MODAL = re.compile(r"\b(?:can|could|might|would) \w", re.IGNORECASE)
COPULA_BEFORE = re.compile(r"\b(?:is|are|was|were|equals?)\s*$", re.IGNORECASE)
VERB_AFTER = re.compile(r"\s*(?:is|are|was|will|would|could|can|we|you|they|gets?|buys?)\b", re.IGNORECASE)
VERBS = re.compile(
    r"\b(?:charges?|we|you|your|our|they|i|how|why|what|when|who|saved?|saves|saving|spend|spent|spending"
    r"|paid"
    r"|paying|raised?|made|make|grew|grow|earn(?:ed|s)?|cut|cuts|reduced?|lost|cost|costs|won|sold"
    r"|includes?|including|invest(?:ed|ment)?|revenue|orders?|transactions (?:over|under)|refund"
    r"|donat\w+|funding|salary)\b",
    re.IGNORECASE,
)
