import pytest

from signals.compare import alike, compare_lines, label
from turfwatch.types import Claim


def claim(text: str, audience: str | None = None) -> Claim:
    return Claim("capability", text, 0, len(text), audience=audience)


CASES = {
    "same_claim": [
        ("We don't sell recipes", "We do not sell recipes."),
        ("Loomery.io keeps an audit trail", "Loomery keeps an audit trail"),
        ("You'll be told by mail", "You will be told by mail"),
        ("Sign in with your bakerys account", "Sign in with your bakery's account"),
        ("Zero downtime deploys", "Zero-downtime deploys."),
        ("Share reports with the whole crew", "share reports with your whole crew!"),
        ("Roll outs & rollbacks", "Rollouts and rollbacks"),
        ("Passwords are encryted on your device", "Passwords are encrypted on your device"),
        ("Organise your colour swatches", "Organize your color swatches"),
        ("Schedule a shift change", "Schedule shift changes"),
        ("5 seats", "five seats"),
        ("1,000 scans", "1000 scans"),
        ("$2879.2", "$2879.20"),
        ("Plays in the US", "Plays in the US."),
    ],
    "number_changed": [
        ("Recipes are synced hourly", "Recipes are synced every five minutes"),
        ("Checks ledgers once per minute", "Checks ledgers every 10 seconds"),
        ("$18 per seat per month", "$22 per seat per month"),
        ("Logs kept for 14 days", "Logs kept for 14 weeks"),
        ("From €3.99 per month", "From €3.99 per week"),
        ("From 3,90 € a month", "From 3,90 $ a month"),
        ("Audit log kept for 180 days", "Audit log kept for one year"),
        ("One workspace", "3 workspaces"),
        ("Checks every five minutes", "Checks every minute"),
        ("Single kitchen", "4 kitchens"),
        ("Billed monthly", "Billed yearly"),
        ("10k receipts", "25k receipts"),
        ("Billed per user", "Billed per company"),
        ("Close the month in days", "Close the month in hours"),
    ],
    "audience_changed": [
        ("Rota links for teams that bake", "Rota links for teams that deliver"),
        ("Loved by indie bakeries", "Loved by large hotels"),
        ("Technical writers use it daily", "Auditors use it daily"),
        (
            "We support solo bakers and small cafes with free ovens",
            "We support agencies and consultancies with free ovens",
        ),
        ("Rota planning for bakeries", "Rota planning for hospitals"),
        ("Made for independent wholesalers", "Made for independent wholesalers and their distributors"),
        ("Free for students", "Free for students and teachers"),
        ("Gives auditors a searchable log", "Gives team leads a searchable log"),
        ("Universities receive 30% off", "Charities receive 30% off"),
        ("Booking pages for small salons", "Booking pages for large salons"),
        ("Payroll for startups", "Payroll for startups and scale-ups"),
    ],
    "different_claim": [
        ("Loomery runs on Corvane servers in Malmo", "Loomery runs on Belmora Cloud"),
        ("Crew plan: rota exports", "Solo plan: rota exports"),
        ("The Lite plan has no ads", "The Plus plan has no ads"),
        ("Migrate from Tallybook in a day", "Migrate to Tallybook in a day"),
        ("Screen tenants before the viewing", "Screen contractors before the viewing"),
        ("Shared ovens (preview)", "Shared ovens"),
        ("Automate invoice approvals", "Automate candidate approvals"),
        ("We charge per open job", "We don't charge per open job"),
        ("Your traffic passes through our relays", "Your traffic never passes through our relays"),
        ("We bill by seats, never by users", "We bill by users, never by seats"),
        ("Import flags from Harborlight", "Export flags to Harborlight"),
        ("Automate user provisioning", "Automate user deprovisioning"),
        ("Flow logs come with Anchor", "Flow logs come with Mainsail"),
        ("Target users by country", "Target servers by country"),
        ("Kiosk mode is coming soon", "Kiosk mode is generally available"),
        ("Hafenwolke charges for egress", "Nimbarra charges for egress"),
        ("Loomery is faster than Tallybook", "Tallybook is faster than Loomery"),
        ("Recipes scale to any batch size", "Pay suppliers by bank transfer"),
    ],
    "stronger": [
        ("Support in business hours", "Support around the clock"),
        (
            "Build rotas with our phone app and our planner",
            "Build rotas with our API, our phone app and our planner",
        ),
        ("We check your ovens from all regions", "We check your ovens every 60 seconds from all regions"),
        ("Live captions in English", "Live captions in 30 languages"),
        ("Helps you find the batch that failed", "Find the batch that failed"),
        ("Loomery may shorten your release cycle", "Loomery shortens your release cycle"),
        ("Invoicing for freelancers", "The #1 invoicing app for freelancers"),
        ("An easy way to plan rotas", "The easiest way to plan rotas"),
        ("Works with Tallybook", "Works with Tallybook and Grainsheet"),
        ("Dashboards on the Crew plan", "Dashboards on all plans"),
        ("Suppression is checked for most sends", "Suppression is checked for every send"),
        ("Flags risky devices", "Blocks risky devices"),
    ],
    "weaker": [
        ("The open-source rota planner bakeries trust", "The rota planner bakeries trust"),
        ("Never stores recipes", "Stores recipes only with consent"),
        ("Eliminates paperwork", "Reduces paperwork"),
        ("Recipes are kept forever", "Recipes are kept as long as you have a paid plan"),
        ("The only rota tool with blind swaps", "A rota tool with blind swaps"),
        ("Syncs notes, attachments and history", "Syncs notes and history"),
        ("Always delivers within the day", "Usually delivers within the day"),
        ("Rollbacks are instant", "Rollbacks are fast"),
        ("Unlimited subnets", "Multiple subnets"),
        ("Cuts waste by 40%", "Cuts waste by up to 40%"),
    ],
    "reworded_same": [
        ("We support exports from 28 ovens", "Loomery exports from 28 ovens"),
        ("Recipes never leave your bakery", "Recipes stay in your bakery"),
        (
            "Works with Tallybook, Grainsheet, Mapledesk and Corvane",
            "Works with Tallybook, Grainsheet, Oakdesk and Corvane",
        ),
        ("Link Maple ID, Corvane and Grainsheet", "Link Oakdesk One, Corvane and Grainsheet"),
        (
            "Every intake tool asks the baker to confirm before it changes a recipe or an order",
            "Every kitchen tool asks the baker to confirm before it changes a recipe or an order",
        ),
        ("Single sign-on for private apps", "SSO for private apps"),
        ("Screen, interview and hire people", "Interview, screen and hire people"),
        ("Quick set-up for new shops", "Fast setup for new stores"),
        ("Accounts receivable automation", "AR automation"),
        ("A clean, distraction-free editor", "A clean editor without distractions"),
        ("The easiest way to send invoices", "The simplest way of sending invoices"),
        ("Deploy from the CLI or via git", "Deploy via git or from the command line"),
        ("Every branch gets its own preview address", "A separate preview URL for each branch"),
    ],
}


@pytest.mark.parametrize(
    ("a", "b", "expected"), [(a, b, name) for name, pairs in CASES.items() for a, b in pairs]
)
def test_label(a: str, b: str, expected: str) -> None:
    assert label(claim(a), claim(b)) == expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("You can export to CSV", "Export to CSV"),  # ability, not a hedge
        ("Reports can be exported", "Reports are exported"),
        ("10 projects", "Up to 10 projects"),  # a limit either way
        ("All your mail in one place", "Your mail in one place"),  # the reader's own data
    ],
)
def test_what_only_looks_like_force_is_none(a: str, b: str) -> None:
    assert label(claim(a), claim(b)) in {"same_claim", "reworded_same"}


def test_part_of_a_name_is_no_quantity() -> None:
    assert label(claim("SOC 2 certified"), claim("SOC 2 and ISO 27001 certified")) == "stronger"


def test_audience_slot_is_believed() -> None:
    a, b = "Rosters that glassblowers read", "Rosters that foundries read"
    assert label(claim(a, "glassblowers"), claim(b, "foundries")) == "audience_changed"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The simplest rota planner for bakeries", "The easiest way to plan rotas in bakeries"),
        ("Encrypted backups every night", "Backups are encrypted every night"),
        ("Single sign-on on all plans", "All plans include SSO"),
        (
            "Rota planning for bakeries",
            "Loafwork is rota planning for bakeries that open early and close late",
        ),
    ],
)
def test_alike(a: str, b: str) -> None:
    assert alike(claim(a), claim(b))
    assert alike(claim(b), claim(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Rota planning for bakeries", "Bakeries love fresh flour"),
        ("Automate invoice approvals", "Automate candidate approvals"),
        ("Encrypted backups every night", "Restore a backup by hand"),
        ("Works offline", "Never works offline"),
        ("$5", "€14"),
        ("", "Rota planning for bakeries"),
        (
            "Tenant and landlord letters stay in the city you choose",
            "Agencies, banks and courts answer tenants and landlords with Loomery, "
            "and keep tenant and landlord letters in their own city",
        ),
    ],
)
def test_not_alike(a: str, b: str) -> None:
    assert not alike(claim(a), claim(b))
    assert not alike(claim(b), claim(a))


def test_compare_lines_keeps_ids_and_order() -> None:
    rows: list[dict[str, object]] = [
        {"id": "x", "a": "5 seats", "b": "6 seats"},
        {"id": 7, "a": "Audit log", "b": "Audit log."},
    ]
    assert list(compare_lines(rows)) == [
        {"id": "x", "label": "number_changed"},
        {"id": 7, "label": "same_claim"},
    ]
